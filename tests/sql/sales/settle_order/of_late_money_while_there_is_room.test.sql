begin;
select plan(15);

create temporary table sale as select * from test_support.make_sale('{"capacity": 5}');
create temporary table late as
select state, test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) as o
from sale, unnest(array['failed', 'canceled', 'expired']) as state;
alter table late add payment_id uuid;
update late set payment_id = test_support.open_payment(o);
select is(test_support.report(payment_id, state) ->> 'result', 'released', state) from late;
select is(
  test_support.order_status(o), case state when 'canceled' then 'cancelled' else state end,
  'the order is ' || state)
from late;
select is(test_support.places_left(ticket_type_id), 5::bigint, 'the places are back') from sale;

select is(test_support.report(payment_id, 'paid') ->> 'result', 'settled',
  'paid after it had ' || state) from late;
select is(test_support.order_status(o), 'paid', 'is paid') from late;
select is(test_support.places_left(ticket_type_id), 2::bigint, 'the places are taken again')
from sale;
select is((select count(*) from sales.ticket_instances), 3::bigint, 'and tickets issued');

select * from finish();
rollback;
