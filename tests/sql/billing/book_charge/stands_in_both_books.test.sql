-- What an org pays the platform is a cost in its own book, and income in the platform's.
begin;
select plan(6);

select test_support.make_user('Olga');
create temporary table org as select test_support.make_org('Runners', 'Olga') as id;
create temporary table charge as
select (c).id as id, jsonb_build_object('order_id', (c).id, 'public_token',
  core.public_token((c).org_id, (c).id)) as o
from org cross join lateral billing.make_charge(
  org.id, 'PAY_PER_EVENT', 'An event', 4900, 'EUR', 2100, p_event_id => core.new_id()) as c;
create temporary table paying as select test_support.open_payment(o) as id from charge;
select test_support.report(id, 'paid') from paying;
select is(test_support.booked(o),
  'payment: bank -4900, input_vat 850, platform_bills 4050, platform.provider 4900, '
  || 'platform.vat -850, platform.bills -4050', 'in both books') from charge;
create function test_support.disputed(p_reversed_at text) returns void language sql as $$
  select test_support.report(id, 'paid', jsonb_build_object('_embedded', jsonb_build_object(
    'chargebacks', jsonb_build_array(jsonb_build_object('id', 'chb_1', 'createdAt', now(),
      'amount', jsonb_build_object('currency', 'EUR', 'value', '49.00'),
      'reversedAt', p_reversed_at))))) from paying
$$;
select test_support.disputed(null);
select is(test_support.booked(o, 'chargeback'), 'chargeback: bank 4900, platform_debt -4900, '
  || 'platform.provider -4900, platform.receivables 4900', 'taken back, it is owed') from charge;
select test_support.disputed('2026-01-05T10:00:00Z');
select is(ledger.balance(id, 'platform_debt', 'EUR'), 0::bigint, 'until it is returned') from org;

-- Paid twice, the second goes back.
create temporary table again as
select payments.insert_imported(p, 'tr_again') as id from payments.payables as p, charge as c
where p.id = c.id;
select test_support.report(id, 'paid', '{"id": "tr_again"}') from again;
select test_support.report_refund(r.id, 'refunded')
from payments.refunds as r join again as a on a.id = r.payment_id;
select is(test_support.booked(o, 'refund'), 'refund: bank 4900, platform_debt -4900, '
  || 'platform.provider -4900, platform.unallocated 4900', 'what was paid twice goes back')
from charge;
select is(ledger.balance(id, 'platform_bills', 'EUR'), 4050::bigint, 'and cost once') from org;
select is_empty('select * from core.doctor()', 'all is well');

select * from finish();
rollback;
