-- Two people, a shirt with one of them, and a service fee of 5 %; half goes back from some day on.
begin;
select plan(32);

create temporary table sale as select * from test_support.make_sale('{"capacity": 5}');
create temporary table goods as
select test_support.add_row('seller', 'products', jsonb_build_object('org_id', org_id,
  'event_id', event_id, 'name', 'Shirt', 'price', 1000, 'capacity', 10)) as id from sale;
select test_support.change_rows('seller', 'event_settings', 'event_id', event_id,
  '{"cancellations_allowed": true, "cancellation_refund_rate": 9000, "service_fee_rate": 500}')
from sale;
insert into events.cancellation_steps (org_id, event_id, starts_at, refund_rate)
select org_id, event_id, now() + make_interval(days => days), rate
from sale, (values (10, 5000), (20, 0)) as v (days, rate);
create temporary table bought as
select test_support.buy(event_id, jsonb_build_array(jsonb_build_object(
  'ticket_type_id', ticket_type_id, 'quantity', 3, 'registrations', jsonb_build_array(
    jsonb_build_object('first_name', 'Anna', 'last_name', 'Vries', 'email', 'anna@example.test',
      'products', jsonb_build_array(jsonb_build_object('product_id', g.id))),
    jsonb_build_object('first_name', 'Bert', 'last_name', 'Vries'),
    jsonb_build_object('first_name', 'Cas', 'last_name', 'Vries'))))) as o
from sale, goods as g;
create temporary table of as
select p.first_name as name, r.id, b.o ->> 'public_token' as token
from bought as b, sales.registrations as r
join sales.participants as p on p.id = r.participant_id;
grant select on of, bought, sale to public;

select is((select service_fee_amount from sales.orders), 425, 'the fee of 8500');
select test_support.as_anon();
create temporary table terms as
select public.cancellation_terms(id, token) as t from of where name = 'Anna';
-- 2500 and 1000, with 175 of the fee: 3675 of which 90 %.
select is(t - 'registration_id' - 'closes_at', '{"is_cancellable": true, "reason": null,
  "refund_rate": 9000, "refunds_fee": true, "paid_amount": 3675, "refund_amount": 3308,
  "currency": "EUR"}'::jsonb, 'what goes back is told before') from terms;
select is(public.get_event(event_id) #> '{settings,cancellations,refund_rate}', '9000',
  'the page tells the share of now') from sale;
select is(jsonb_array_length(public.get_event(event_id) #> '{settings,cancellations,steps}'), 2,
  'and those to come') from sale;
select test_support.throws_slug(
  format('select public.cancel_registration(%L, %L, 3309)', id, token), 409, 'refund_changed',
  'another amount than was shown') from of where name = 'Anna';
select test_support.as_anon();
create temporary table said as
select n, public.cancel_registration(id, token, 3308) as a
from of, generate_series(1, 2) as n where name = 'Anna';
select is(a - 'registration_id', '{"status": "refunded", "refund_amount": 3308, "currency": "EUR"}',
  'it is over, and a repeat says the same') from said;
select test_support.as_operator();
select results_eq('select amount, status::text, actor_type::text from payments.refunds',
  $$ values (3308, 'pending', 'guest') $$, 'one refund');
select is(test_support.ticket_statuses(o), 'valid valid refunded', 'one ticket is over') from bought;
select is(test_support.places_left(ticket_type_id), 3::bigint, 'its place is free') from sale;
select is(test_support.places_left(id), 10::bigint, 'the shirt is in stock again') from goods;
select is(array_agg(e.payload ->> 'email' order by e.payload ->> 'email'),
  array['anna@example.test', (select email from sales.orders)], 'both are told')
from core.outbox_events as e where e.topic = 'email.registration_cancelled';
select is(array_agg(e.payload -> 'refund_amount' order by e.payload ->> 'email'),
  array['null', '3308']::jsonb[], 'the buyer of the money')
from core.outbox_events as e where e.topic = 'email.registration_cancelled';
select is_empty('select * from core.doctor()', 'the books agree');

-- Later less, rounded half up; at last nothing, and the ticket is void.
select test_support.set_clock(now() + interval '10 days');
select test_support.as_anon();
-- 2500 and 125 of the fee.
select is(public.cancellation_terms(id, token) -> 'refund_amount', '1313', 'half of 2625')
from of where name = 'Bert';
select is(public.cancel_registration(id, token) -> 'refund_amount', '1313', 'goes back')
from of where name = 'Bert';
select test_support.as_operator();
select test_support.set_clock(now() + interval '20 days');
select test_support.as_anon();
select is(public.cancellation_terms(id, token) -> 'refund_amount', '0', 'at last nothing')
from of where name = 'Cas';
select is(public.cancel_registration(id, token, 0) - 'registration_id',
  '{"status": "cancelled", "refund_amount": 0, "currency": "EUR"}', 'it is given up')
from of where name = 'Cas';
select is(public.cancel_registration(id, token) ->> 'status', 'cancelled', 'a repeat')
from of where name = 'Cas';
select test_support.as_operator();
select results_eq('select status::text, void_reason from sales.ticket_instances order by status',
  $$ values ('refunded', null), ('refunded', null), ('void', 'cancelled') $$, 'no ticket is left');
select is(test_support.places_left(ticket_type_id), 5::bigint, 'all places are free') from sale;
select is(test_support.order_status(o), 'paid', 'the money is still with us') from bought;
select is(sales.items_left(r, null), '[]', 'nothing is left to refund') from sales.orders as r;
select is(test_support.report_refund(id, 'refunded'), 'refunded', 'the provider did it')
from payments.refunds;
select is(test_support.order_status(o), 'partially_refunded', 'part of it went back') from bought;
select test_support.set_clock(now());
select is_empty('select * from core.doctor()', 'the books agree');
select is((select count(*) from payments.refunds), 2::bigint, 'two refunds in all');

-- A free one, and what the fee does where it stays.
create temporary table free as
select test_support.make_ticket_type(event_id, 'seller', '{"price": 0}') as id from sale;
create temporary table given as
select test_support.place_order(event_id, test_support.entries(free.id,
  '[{"first_name": "Dee", "last_name": "Vries"}]')) as o from sale, free;
select is(public.cancel_registration(r.id, o ->> 'public_token') ->> 'status', 'cancelled', 'free')
from given join sales.registrations as r on r.order_id = (o ->> 'order_id')::uuid;
select is(e.payload -> 'refund_amount', 'null', 'its mail says nothing of money')
from core.outbox_events as e, given
where e.topic = 'email.registration_cancelled' and e.aggregate = 'order:' || (o ->> 'order_id');
select is(test_support.ticket_statuses(o), 'void', 'its ticket is void') from given;
select test_support.set_clock(now());
select test_support.change_rows('seller', 'event_settings', 'event_id', event_id,
  '{"refunds_include_fees": false}') from sale;
create temporary table more as
select test_support.buy(event_id, test_support.entries(ticket_type_id,
  '[{"first_name": "Eva", "last_name": "Vries"}]')) as o from sale;
select is(public.cancellation_terms(r.id, o ->> 'public_token') ->> 'refund_amount', '2250',
  'the share of the price alone')
from more join sales.registrations as r on r.order_id = (o ->> 'order_id')::uuid;

select * from finish();
rollback;
