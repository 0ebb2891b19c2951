-- What a bank takes back is a claim until it returns it; the sale stands.
begin;
select plan(6);

create temporary table sale as select * from test_support.make_sale('{"vat_rate": 900}');
create temporary table placed as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) as o from sale;
create temporary table paying as select test_support.open_payment(o) as id from placed;
select test_support.report(id, 'paid') from paying;
create function test_support.disputed(p_reversed_at text) returns text language sql as $$
  select test_support.report(id, 'paid', jsonb_build_object('_embedded', jsonb_build_object(
    'chargebacks', jsonb_build_array(jsonb_build_object('id', 'chb_1', 'createdAt',
      '2026-01-01T10:00:00Z', 'amount', jsonb_build_object('currency', 'EUR', 'value', '10.00'),
      'reversedAt', p_reversed_at))))) ->> 'outcome' from paying
$$;

select test_support.disputed(null);
select is(test_support.booked(o, 'chargeback'),
  'chargeback: platform_account -1000, chargebacks 1000, platform.provider -1000, '
  || 'platform.held 1000', 'it is taken') from placed;
select is(occurred_at, '2026-01-01T10:00:00Z', 'when the bank took it')
from ledger.journals where cause = 'chargeback';
select is_empty('select * from core.doctor()', 'all is well');
select test_support.disputed('2026-01-05T10:00:00Z');
select is(test_support.booked(o, 'chargeback_reversal'),
  'chargeback_reversal: platform_account 1000, chargebacks -1000, platform.provider 1000, '
  || 'platform.held -1000', 'it is returned') from placed;
select is(ledger.balance(org_id, 'chargebacks', 'EUR'), 0::bigint, 'nothing is claimed any more')
from sale;
select is_empty('select * from core.doctor()', 'all is well again');

select * from finish();
rollback;
