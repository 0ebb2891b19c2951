-- Fees that the platform owes back reduce its next bills, once, in the books too.
begin;
select plan(30);

create temporary table sale as select * from test_support.make_sale();
select test_support.connect_account(org_id, 'seller') from sale;
create temporary table bought as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 4)) as o from sale;
create function pg_temp.bill(p_kind billing.charge_kind, p_amount integer) returns billing.charges
  language sql as $$
  select billing.make_charge(
    org_id, p_kind, 'A bill', p_amount, 'EUR', 2100, p_event_id => core.new_id())
  from sale
$$;
create function pg_temp.left_() returns bigint language sql as $$
  select billing.credit_left(org_id, 'EUR') from sale
$$;
create function pg_temp.stands(p_account text) returns bigint language sql as $$
  select ledger.balance(org_id, p_account, 'EUR') from sale
$$;
create function pg_temp.pay(p_charge_id uuid, p_more jsonb default '{}') returns void
  language sql as $$
  select test_support.report(test_support.open_payment(jsonb_build_object(
    'order_id', c.id, 'public_token', core.public_token(c.org_id, c.id))), 'paid', p_more)
  from billing.charges as c where c.id = p_charge_id
$$;

-- Nothing is owed back, so nothing is taken off.
create temporary table dear as select c.* from pg_temp.bill('OVERAGE', 1000) as c;
select is((select array[amount, credit_amount] from dear), array[1000, 0], 'no credit, no reduction');
select is((select description from dear), 'A bill', 'it is what it says');

-- Half of the fee of 2.00 comes back with half of the order.
select test_support.refund_now(o, 5000) from bought;
select is(pg_temp.left_(), 100::bigint, 'half of the fee is owed back');

create temporary table first as select c.* from pg_temp.bill('OVERAGE', 1000) as c;
select is((select array[amount, credit_amount] from first), array[900, 100], 'the next bill is less');
select is((select description from first), 'A bill, less EUR 1.00 of fees credited', 'and says why');
select is((select vat_amount from first), 156, 'its VAT is of what is asked');
select is((select p.amount from payments.payables as p, first as f where p.id = f.id), 900,
  'so much is paid');
select is(pg_temp.left_(), 0::bigint, 'the bill holds it');
select is((select credit_amount from pg_temp.bill('OVERAGE', 1000)), 0, 'no other takes it');
select is(pg_temp.stands('fee_credits'), 100::bigint, 'it is owed until the bill is paid');

select pg_temp.pay(id) from first;
select is(pg_temp.stands('fee_credits'), 0::bigint, 'then it is settled');
select is(pg_temp.stands('platform.fee_credits'), 0::bigint, 'in the book of the platform too');
select is(pg_temp.stands('overage_fees'), (900 - 156 + 100)::bigint, 'as a part of what the bill cost');
select is(pg_temp.left_(), 0::bigint, 'nothing is left');
select is((select count(*) from ledger.journals where cause = 'fee_credit'), 1::bigint, 'booked once');

-- A bank takes the money back, and another payment takes its place: the credit is settled once.
select test_support.report(p.id, 'paid', jsonb_build_object('_embedded', jsonb_build_object(
  'chargebacks', '[{"id": "chb_1", "createdAt": "2026-01-01", "amount":
    {"currency": "EUR", "value": "9.00"}}]'::jsonb)))
from payments.payments as p, first as f where p.payable_id = f.id;
select is((select c.status::text from billing.charges as c, first as f where c.id = f.id), 'failed',
  'it is owed again');
select is(pg_temp.left_(), 0::bigint, 'its credit stays settled');
select pg_temp.pay(id) from first;
select is(pg_temp.stands('fee_credits'), 0::bigint, 'and is not settled twice');
select is((select c.status::text from billing.charges as c, first as f where c.id = f.id), 'paid',
  'by the other payment');

-- What is withdrawn gives it back: before it was paid, and after.
select test_support.refund_now(o, null) from bought;
create temporary table second as select c.* from pg_temp.bill('PAY_PER_EVENT', 4900) as c;
select is((select credit_amount from second), 100, 'the rest of the fee');
update billing.charges as c set status = 'withdrawn', withdrawn_at = core.clock()
from second as s where c.id = s.id;
select is(pg_temp.left_(), 100::bigint, 'what is asked no more holds nothing');
select test_support.report(p.id, 'paid', jsonb_build_object('_embedded', jsonb_build_object(
  'chargebacks', '[{"id": "chb_2", "createdAt": "2026-01-01", "amount":
    {"currency": "EUR", "value": "9.00"}}]'::jsonb)))
from payments.payments as p, first as f
where p.payable_id = f.id and p.amount_charged_back = 0;
update billing.charges as c set status = 'withdrawn', withdrawn_at = core.clock(), failed_at = null
from first as f where c.id = f.id and c.status = 'failed';
select is(pg_temp.left_(), 200::bigint, 'nor what was paid, and taken back');
select is((select array_agg(j.cause order by j.cause) from ledger.journals as j, first as f
  where j.cause_id = f.id), array['fee_credit', 'fee_credit_reversal'], 'the books say both');

-- A bill that is less than what is owed back.
create temporary table small as select c.* from pg_temp.bill('OVERAGE', 150) as c;
select is((select array[amount::text, credit_amount::text, status::text] from small),
  array['0', '150', 'paid'], 'is paid by it');
select is((select array[pg_temp.left_(), pg_temp.stands('fee_credits')]), array[50::bigint, 50],
  'and no more than that is settled');
select billing.sweep_invoices(100);
select is_empty('select 1 from billing.sales_invoices as i, small as s where i.charge_id = s.id',
  'no money, no invoice');

-- A plan leaves a cent by which its mandate is shown; what is collected by itself is what it is.
select is(billing.take_credit(org_id, 'SUBSCRIPTION', 'first', 40, 'EUR'), 39, 'a cent is paid')
from sale;
select is(billing.take_credit(org_id, 'SUBSCRIPTION', 'renewal', 40, 'EUR'), 0, 'a month is whole')
from sale;
select is(billing.take_credit(org_id, 'OVERAGE', null, 40, 'USD'), 0, 'dollars are not owed')
from sale;
select is_empty('select * from core.doctor()', 'all is well');

select * from finish();
rollback;
