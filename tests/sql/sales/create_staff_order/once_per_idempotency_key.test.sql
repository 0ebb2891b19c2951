begin;
select plan(6);

create temporary table sale as select * from test_support.make_sale();
create temporary table placed as
select n, test_support.staff_order('seller', event_id, test_support.cart(ticket_type_id, 1),
  'invoice', '{"idempotency_key": "k"}') as o
from sale, generate_series(1, 2) as n;
select is((select o from placed where n = 2), (select o from placed where n = 1),
  'the same answer, its token included');
select is((select count(*) from sales.orders), 1::bigint, 'one order');
select test_support.throws_slug(
  format($$ select test_support.staff_order('seller', %L, %L, 'cash',
    '{"idempotency_key": "k"}') $$, event_id, test_support.cart(ticket_type_id, 1)),
  422, 'idempotency_key_reused', 'another settlement is another request') from sale;
select test_support.throws_slug(
  format($$ select test_support.place_order(%L, %L, 'k') $$,
    event_id, test_support.cart(ticket_type_id, 1)),
  422, 'idempotency_key_reused', 'the key belongs to the order of staff') from sale;
select test_support.as_operator();
select test_support.pay_by_hand('seller', o, 2500) from placed where n = 1;
select is(
  test_support.staff_order('seller', event_id, test_support.cart(ticket_type_id, 1),
    'invoice', '{"idempotency_key": "k"}') ->> 'status',
  'paid', 'a repeat tells how it stands by now') from sale;
select is_empty('select * from core.doctor()', 'the books agree');

select * from finish();
rollback;
