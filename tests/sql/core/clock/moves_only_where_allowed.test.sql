-- `app.now` moves the clock where the installation allows it, and nowhere else.
begin;
select plan(6);

select is(core.clock(), now(), 'by itself it is the start of the transaction');
select set_config('app.now', '2027-03-28 01:30+01', true);
select is(core.clock(), now(), 'a client that sets app.now moves nothing');

update core.settings set value = 'true' where key = 'core.clock_is_movable';
select is(core.clock(), '2027-03-28 00:30Z'::timestamptz, 'a test database can be moved');
set local role anon;
select is(core.clock(), '2027-03-28 00:30Z'::timestamptz, 'for every role');
reset role;
select set_config('app.now', '', true);
select is(core.clock(), now(), 'and goes back to the present');
select set_config('app.now', 'yesteryear', true);
select throws_ok($$ select core.clock() $$, '22007', null, 'a moment that is none is an error');

select * from finish();
rollback;
