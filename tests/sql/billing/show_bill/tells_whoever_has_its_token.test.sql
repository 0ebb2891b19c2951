-- A bill as its payer sees it on the way back from the bank.
begin;
select plan(10);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table bill as select id as org_id, test_support.make_bill(id) as b from org;
create function pg_temp.shown() returns jsonb language sql as $$
  select billing.show_bill(b ->> 'public_token') from bill
$$;
select is(pg_temp.shown() - 'org_name', '{"language": "nl", "description": "Tickets above the limit",
  "amount": 4900, "vat_amount": 850, "currency": "EUR", "status": "pending", "is_payable": true}',
  'what it is, without an address');
select is(pg_temp.shown() ->> 'org_name', o.name, 'and whose') from tenancy.orgs as o, org
where o.id = org.id;
create temporary table paying as select test_support.open_payment(b) as id from bill;
select is(pg_temp.shown() ->> 'is_payable', 'true', 'while its payment is open');
select test_support.report(id, 'pending') from paying;
select is(pg_temp.shown() -> 'status', '"processing"', 'the bank is at it');
select is(pg_temp.shown() -> 'is_payable', 'false', 'then it is not paid twice');
select test_support.report(id, 'paid') from paying;
select is(pg_temp.shown() - '{org_name,language,description,amount,vat_amount,currency}'::text[],
  '{"status": "paid", "is_payable": false}', 'it is paid');
select test_support.throws_slug($$ select billing.show_bill('x') $$, 404, 'bill_not_found', 'no such');
select test_support.throws_slug($$ select billing.show_bill(null) $$, 400, 'missing_field', 'none');
select is(has_function_privilege(r, 'billing.show_bill(text)', 'execute'), r = 'service_role', r)
from unnest(array['authenticated', 'service_role']) as r;

select * from finish();
rollback;
