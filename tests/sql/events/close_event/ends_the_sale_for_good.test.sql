begin;
select plan(6);

create temporary table sale as select * from test_support.make_sale();
create temporary table held as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) as o from sale;
select test_support.sign_in('seller');
select is(public.close_event(event_id) ->> 'status', 'closed', 'closed') from sale;
select test_support.throws_slug(format('select %s(%L)', f, (select event_id from sale)), 409,
  'invalid_transition', f)
from unnest(array['public.publish_event', 'public.cancel_event']) as f;
select test_support.throws_slug(
  format('select test_support.place_order(%L, %L)', event_id, test_support.cart(ticket_type_id, 1)),
  404, 'event_not_found', 'nothing is sold any more') from sale;
select test_support.as_operator();
select is(
  (select t ->> 'state'
    from sale, jsonb_array_elements(public.get_event(event_id) -> 'ticket_types') as t),
  'ended', 'its page says so');
select is(
  test_support.report(test_support.open_payment(o), 'paid') ->> 'result', 'settled',
  'who held places may still pay for them') from held;

select * from finish();
rollback;
