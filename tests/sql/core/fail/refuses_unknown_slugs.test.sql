-- A slug that nobody registered is a mistake in our code: a plain error, never a client's fault.
begin;
select plan(1);

select throws_ok(
  $$ select core.fail('no_such_slug') $$, 'P0001',
  'error no_such_slug is not registered in core.errors');

select * from finish();
rollback;
