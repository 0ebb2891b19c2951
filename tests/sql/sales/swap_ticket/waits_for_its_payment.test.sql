-- Until it is paid the ticket is what it was. Unpaid, the held place goes back; a new choice takes
-- the place of the one before; late money is taken while there is room, and goes back otherwise.
begin;
select plan(26);

create temporary table sale as select * from test_support.make_sale('{"capacity": 3}');
create temporary table type as
select name, test_support.make_ticket_type(event_id, 'seller', jsonb_build_object(
  'name', name, 'price', price, 'capacity', 1)) as id
from sale, (values ('21', 4000), ('42', 6000)) as t (name, price);
select test_support.allow_changes(event_id) from sale;
create temporary table bought as select test_support.buy(event_id, test_support.entries(
  ticket_type_id, '[{"first_name": "Rita", "last_name": "Runner"}]')) as o from sale;
create function test_support.left() returns text language sql as $$
  select test_support.places_left(ticket_type_id) || ' ' || (
    select string_agg(test_support.places_left(id)::text, ' ' order by name) from type)
  from sale
$$;
create function test_support.tickets() returns text language sql as $$
  select string_agg(coalesce(y.name, '10 km') || ' ' || t.status, ', ' order by t.id)
  from sales.ticket_instances as t left join type as y on y.id = t.ticket_type_id
$$;

create temporary table first as
select test_support.swap(bought.o, id) as o from bought, type where name = '21';
select is(test_support.left(), '2 0 1', 'it holds a place');
create temporary table paying as select test_support.open_payment(o) as id from first;
create temporary table second as
select test_support.swap(bought.o, id) as o from bought, type where name = '42';
select is(test_support.left(), '2 1 0', 'another choice lets go of it');
select is((test_support.order_status(f.o), test_support.order_status(s.o)),
  ('cancelled'::text, 'pending'::text), 'and of the order') from first as f, second as s;
select is(test_support.tickets(), '10 km valid', 'the ticket is what it was');
select ok((select status <> 'open' from payments.payments as p, paying where p.id = paying.id)
  or exists (select from core.outbox_events where topic = 'mollie.cancel_payment'),
  'nobody waits for its payment');

-- Not paid in time.
select test_support.set_clock(core.clock() + interval '16 minutes');
select is(sales.sweep_expired_orders(10), 1, 'the time is up');
select is(test_support.order_status(o), 'expired', 'expired') from second;
select is(test_support.left(), '2 1 1', 'the held place is free');
select is(test_support.tickets(), '10 km valid', 'the ticket is what it was');
select is((select string_agg(status::text, ' ' order by id) from sales.registrations),
  'paid cancelled cancelled', 'and so is who takes part');
select is_empty('select * from core.doctor() where promise <> ''every_message_arrives''',
  'no promise is broken');

-- Paid again, in a new attempt; not after the event's deadline.
select test_support.allow_changes(event_id, jsonb_build_object('swaps_close_at', core.clock()))
from sale;
select test_support.throws_slug(format('select test_support.open_payment(%L)', o), 409,
  'swaps_closed') from second;
select test_support.allow_changes(event_id, '{"swaps_close_at": null}') from sale;
create temporary table again as select test_support.open_payment(o) as id from second;
select is(test_support.left(), '2 1 0', 'tried again, it holds its place again');
select test_support.report(id, 'expired') from again;
select is(test_support.left(), '2 1 1', 'and lets go');

-- Late money with room: of the first choice, although another was made since.
select is(test_support.report(id, 'paid') ->> 'result', 'settled', 'late money') from paying;
select is(test_support.tickets(), '10 km void, 21 valid', 'carried out');
select is(test_support.left(), '3 0 1', 'places follow');

-- Late money for a ticket that is gone.
select is(test_support.report(id, 'paid') ->> 'result', 'overbooked', 'too late') from again;
select is(test_support.order_status(o), 'overbooked', 'impossible by now') from second;
select is(test_support.left(), '3 0 1', 'it takes no place');
select is((select amount from payments.refunds where reason = 'overbooked'), 3500,
  'the money goes back');
select is(test_support.tickets(), '10 km void, 21 valid', 'nothing is changed');
select is_empty('select * from core.doctor() where promise <> ''every_message_arrives''',
  'no promise is broken');

-- Late money without room.
create temporary table third as
select test_support.swap(jsonb_build_object('order_id', f.o ->> 'order_id', 'public_token',
  f.o ->> 'public_token'), id) as o from first as f, type where name = '42';
create temporary table late as select test_support.open_payment(o) as id from third;
select test_support.report(id, 'expired') from late;
select test_support.buy(event_id, test_support.cart(type.id, 1)) from sale, type where name = '42';
select is(test_support.report(id, 'paid') ->> 'result', 'overbooked', 'no place left') from late;
select is(test_support.tickets(), '10 km void, 21 valid, 42 valid', 'the ticket stays');
select is_empty('select * from core.doctor() where promise <> ''every_message_arrives''',
  'no promise is broken');

select * from finish();
rollback;
