-- Who may read payments reads the books of the org, without the platform's side; nobody writes.
begin;
select plan(14);

create temporary table org as select test_support.make_staffed_org() as id;
select ledger.post(id, 'test', id, null, core.clock(), 'EUR',
  '{"(bank,100)","(vat,-100)","(platform.provider,3)","(platform.fees,-3)"}') from org;
grant select on org to public;
create function test_support.entries_of(p_name text) returns bigint language plpgsql as $$
declare
  v_count bigint;
begin
  perform test_support.as_user(p_name);
  select count(*) into v_count from public.ledger_entries;
  perform test_support.as_operator();
  return v_count;
end
$$;
select is(
  test_support.entries_of(r.role::text),
  (select 2 * count(*) from tenancy.role_permissions as p
    where p.role = r.role and p.permission = 'payments.read'),
  format('%s reads them as the matrix says', r.role))
from unnest(enum_range(null::tenancy.member_role)) as r (role);
select is(test_support.entries_of('stranger'), 0::bigint, 'a stranger does not');
select test_support.as_user('finance');
select results_eq(
  'select account, debit, credit, account_kind::text from public.ledger_entries order by line',
  $$ values ('bank', 100, 0, 'asset'), ('vat', 0, 100, 'liability') $$, 'the entries of the org');
select results_eq(
  'select account, debit, credit, balance from public.ledger_balances order by account',
  $$ values ('bank', 100::bigint, 0::bigint, 100::bigint), ('vat', 0, 100, -100) $$, 'added up');
select throws_ok('select * from ledger.left_of(null, null, null)', '42501', null, 'no functions');
select throws_ok($$ insert into ledger.journals (org_id) select id from org $$, '42501', null,
  'no insert');
select throws_ok('update ledger.journals set month = month', '42501', null, 'no update');
select throws_ok('delete from ledger.journals', '42501', null, 'no delete');
select test_support.as_anon();
select throws_ok('select * from public.ledger_entries', '42501', null, 'nothing for visitors');

select * from finish();
rollback;
