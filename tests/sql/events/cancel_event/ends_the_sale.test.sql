begin;
select plan(9);

create temporary table sale as select * from test_support.make_sale();
create temporary table held as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) as o from sale;
select test_support.sign_in('seller');
select is(
  public.cancel_event(event_id), jsonb_build_object('event_id', event_id, 'status', 'cancelled'),
  'called off')
from sale;
select is(public.cancel_event(event_id) ->> 'status', 'cancelled', 'a repeat is no error')
from sale;
select test_support.throws_slug(format('select %s(%L)', f, (select event_id from sale)), 409,
  'invalid_transition', f)
from unnest(array['public.publish_event', 'public.close_event']) as f;
select test_support.throws_slug(
  format('select test_support.place_order(%L, %L)', event_id, test_support.cart(ticket_type_id, 1)),
  404, 'event_not_found', 'nothing is sold any more') from sale;
select test_support.as_operator();
select is_empty('select 1 from public.published_events', 'it is no longer listed');
select is(public.get_event(event_id) ->> 'status', 'cancelled',
  'whoever has its address sees that it is off') from sale;
select is(
  test_support.report(test_support.open_payment(o), 'paid') ->> 'result', 'overbooked',
  'money that still comes in is not kept') from held;
select is(test_support.order_status(o), 'overbooked', 'nothing is issued for it') from held;

select * from finish();
rollback;
