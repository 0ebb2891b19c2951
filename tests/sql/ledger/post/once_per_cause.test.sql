-- A journal is booked once per cause, balances, and is never changed.
begin;
select plan(19);

select test_support.make_user('Olga');
create temporary table org as select test_support.make_org('Runners', 'Olga') as id;
create temporary table cause as select core.new_id() as id, core.new_id() as order_id;
create function test_support.post(p_lines ledger.line[], p_cause text default 'test')
  returns uuid language sql as $$
  select ledger.post(org.id, p_cause, cause.id, null, core.clock(), 'EUR', p_lines, order_id)
  from org, cause
$$;

select isnt(test_support.post('{"(bank,100)","(vat,-17)","(ticket_sales,-83)"}'), null, 'it is booked');
select is(test_support.post('{"(cash,1)","(vat,-1)"}'), null, 'the same cause changes nothing');
select results_eq('select lines::text from ledger.journals',
  $$ values ('{"(bank,100)","(vat,-17)","(ticket_sales,-83)"}') $$, 'debits come first');
select isnt(
  test_support.post('{"(cash,60)","(cash,40)","(vat,0)","(vat,-99)","(deposits,-1)"}', 'other'), null,
  'another cause is');
select is(lines::text, '{"(cash,100)","(deposits,-1)","(vat,-99)"}', 'one line per account that moves')
from ledger.journals where cause = 'other';
select is(test_support.post('{"(cash,5)","(cash,-5)"}', 'nothing'), null, 'nothing is no journal');
select is(test_support.post('{}', 'nothing'), null, 'nor are no lines');
select throws_ok($$ select test_support.post('{"(bank,1)","(vat,-2)"}', 'bad') $$, '23514', null,
  'debit is credit');
select throws_ok($$ select test_support.post('{"(bank,1)","(platform.vat,-1)"}', 'bad') $$, '23514',
  null, 'in each book');
select throws_ok($$ select test_support.post('{"(bank,1)","(pocket,-1)"}', 'bad') $$, '23503', null,
  'of accounts that there are');
select throws_ok(
  $$ insert into ledger.journals (org_id, cause, cause_id, occurred_at, month, currency, lines)
    select id, 'bad', id, now(), '2026-01-01', 'EUR', '{}' from org $$, '23514', null,
  'whoever writes');
select test_support.throws_slug(statement, 403, 'append_only', statement)
from unnest(array['update ledger.journals set currency = ''USD''', 'delete from ledger.journals',
  'truncate ledger.journals']) as statement;
select is(ledger.balance(id, 'bank', 'EUR'), 100::bigint, 'a balance is a sum') from org;
select is(ledger.balance(org.id, 'vat', 'EUR', order_id), -116::bigint, 'of one thing')
from org, cause;
select is(ledger.balance(id, 'vat', 'USD'), 0::bigint, 'and a currency') from org;

-- When it is a month, depends on where.
select test_support.set_clock('2026-01-31 23:30Z');
select test_support.post('{"(bank,1)","(vat,-1)"}', 'late');
select is(month, '2026-02-01', 'the next month has begun in Amsterdam')
from ledger.journals where cause = 'late';
update tenancy.orgs set time_zone = 'UTC' where id = (select id from org);
select test_support.post('{"(bank,1)","(vat,-1)"}', 'there');
select is(month, '2026-01-01', 'not yet in Greenwich') from ledger.journals where cause = 'there';

select * from finish();
rollback;
