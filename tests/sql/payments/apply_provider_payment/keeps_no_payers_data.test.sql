begin;
select plan(3);

create temporary table sale as select * from test_support.make_sale();
create temporary table placed as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) as o from sale;
select test_support.report(test_support.open_payment(o), 'paid',
  '{"details": {"consumerName": "T. Test",
  "consumerAccount": "NL53INGB0654422370", "cardHolder": "T. Test",
  "consumerBic": "INGBNL2A", "cardLabel": "Visa"}}') from placed;
select is((select raw -> 'details' from payments.payment_events), '{"cardLabel": "Visa"}',
  'what we need stays');
select is((select count(*) from payments.payment_events where raw::text ~ 'Test|NL53|INGB'),
  0::bigint, 'name, account and bank do not');
select is((select count(*) from core.audit_log
  where (old_value::text || new_value::text) ~ 'T. Test|NL53'), 0::bigint,
  'nor in the audit log');

select * from finish();
rollback;
