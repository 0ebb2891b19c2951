begin;
select plan(23);

create temporary table sale as select * from test_support.make_sale('{"capacity": 4}');
create temporary table first as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 4)) as j from sale;
select test_support.open_waitlist(event_id) from sale;
create temporary table tokens as
select name, test_support.wait_for(event_id, ticket_type_id, name, quantity) as token
from sale, (values ('anna', 3), ('bob', 1), ('carl', 2)) as w (name, quantity);
grant select on sale, tokens to public;
select test_support.set_clock(now() + interval '20 minutes');
select sales.sweep_expired_orders(10);
select test_support.serve_waitlists();
select is(test_support.queue(), 'anna offered, bob offered, carl waiting', 'two are served');
select is(test_support.places_left(ticket_type_id), 0::bigint, 'all is held') from sale;

create function test_support.takes(p_name text, p_quantity integer, p_key text default null)
  returns jsonb language plpgsql as $$
declare
  v_order jsonb;
begin
  perform test_support.as_anon();
  v_order := public.create_order(
    s.event_id, test_support.cart(s.ticket_type_id, p_quantity), 'a@example.test',
    idempotency_key => p_key,
    waitlist_token => (select k.token from tokens as k where k.name = p_name))
  from sale as s;
  perform test_support.as_operator();
  return v_order;
end
$$;
select test_support.throws_slug(
  'select test_support.takes(''anna'', 4)', 400, 'offer_too_small', 'not more than was offered');
select test_support.throws_slug(
  'select test_support.takes(''carl'', 1)', 409, 'offer_not_open', 'not who still waits');
select test_support.throws_slug(
  format('select public.create_order(%L, test_support.cart(%L, 1), ''a@example.test'', '
    'waitlist_token => ''nonsense'')', event_id, ticket_type_id),
  404, 'waitlist_entry_not_found', 'nor with another token') from sale;
create temporary table spare as
select test_support.make_ticket_type(event_id, 'seller', '{"name": "5 km"}') as id from sale;
grant select on spare to public;
select test_support.throws_slug(
  format('select public.create_order(%L, test_support.cart(%L, 1), ''a@example.test'', '
    'waitlist_token => %L)', event_id, id, token),
  400, 'offer_not_used', 'nor for something else')
from sale, spare, tokens where name = 'anna';
select is(test_support.queue(), 'anna offered, bob offered, carl waiting', 'refusals change nothing');

create temporary table taken as select test_support.takes('anna', 1, 'key') as j;
select is(j ->> 'status', 'pending', 'one of three is ordered') from taken;
select is((j ->> 'expires_at')::timestamptz, core.clock() + interval '15 minutes',
  'and held like any order') from taken;
select is((select sum(quantity) from sales.capacity_claims), 1::bigint, 'the order claims one');
select is((f.status, f.accepted_quantity, f.order_id)::text,
  ('accepted'::sales.waitlist_offer_status, 1, (j ->> 'order_id')::uuid)::text, 'the offer says so')
from taken, sales.waitlist_offers as f where f.quantity = 3;
select is(test_support.takes('anna', 1, 'key') ->> 'order_id', j ->> 'order_id',
  'a repeat is no second order') from taken;
select test_support.throws_slug(
  'select test_support.takes(''anna'', 1)', 409, 'offer_not_open', 'an offer is taken once');
select is(test_support.places_left(ticket_type_id), 0::bigint, 'the rest is not for the public')
from sale;
select is_empty('select problem from core.doctor()', 'everything adds up');
select test_support.serve_waitlists();
select is(test_support.queue(), 'anna accepted, bob offered, carl offered', 'it is for the next');

select is(test_support.takes('carl', 2) ->> 'status', 'pending', 'who takes all of theirs');
select test_support.report(test_support.open_payment(j), 'paid') from taken;
select is(test_support.order_status(j), 'paid', 'an order from an offer is paid like any') from taken;
select is_empty('select problem from core.doctor()', 'everything adds up');

select test_support.set_clock(core.clock() + interval '25 hours');
select test_support.throws_slug(
  'select test_support.takes(''bob'', 1)', 409, 'offer_not_open', 'not after the deadline');
select is(sales.sweep_waitlist_offers(10), 1, 'which a sweep makes good');
select sales.sweep_expired_orders(10);
select is(test_support.queue(), 'anna accepted, bob expired, carl accepted',
  'who let an order expire is not served again');
select is_empty('select problem from sales.promise_capacity', 'everything adds up');

select * from finish();
rollback;
