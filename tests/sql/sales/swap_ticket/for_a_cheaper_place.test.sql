-- What is left of what was paid goes back where the event says so, and stays otherwise. Nothing is
-- to be paid, and so the swap is done at once.
begin;
select plan(20);

create temporary table sale as select * from test_support.make_sale('{"price": 3000}');
create temporary table fun as
select test_support.make_ticket_type(event_id, 'seller', '{"name": "5 km", "price": 1000}') as id
from sale;
select test_support.allow_changes(event_id, '{"swap_fee": 250}') from sale;
create temporary table one as select test_support.buy(event_id, test_support.entries(
  ticket_type_id, '[{"first_name": "Rita", "last_name": "Runner"}]')) as o from sale;
create temporary table two as select test_support.buy(event_id, test_support.entries(
  ticket_type_id, '[{"first_name": "Bo", "last_name": "Runner"}]')) as o from sale;

create temporary table kept as select test_support.swap(o, fun.id) as o from one, fun;
select is(o - '{order_id,order_number,public_token}'::text[],
  '{"status": "paid", "checkout_url": null, "expires_at": null, "total_amount": 0,
  "currency": "EUR"}', 'nothing is to be paid') from kept;
select is((o.settlement::text, o.subtotal_amount, o.credit_amount), ('free'::text, 1250, 1250),
  'the credit pays for place and fee') from sales.orders as o, kept
where o.id = (kept.o ->> 'order_id')::uuid;
select is_empty('select 1 from payments.refunds', 'the organiser keeps the rest');
select is(sales.money_left(s), 1750::bigint, 'with the order that it came for')
from sales.orders as s, one where s.id = (one.o ->> 'order_id')::uuid;
select is(test_support.queued('order:' || (o ->> 'order_id')), array['email.ticket_swapped'],
  'the new ticket is mailed') from kept;

select test_support.allow_changes(event_id, '{"swap_refunds_difference": true}') from sale;
create temporary table back as select test_support.swap(o, fun.id) as o from two, fun;
select is(o ->> 'status', 'paid', 'done at once') from back;
select results_eq(
  $$ select amount, reason, actor_type::text, payable_id, status::text from payments.refunds $$,
  format('values (1750, ''swap'', ''system'', %L::uuid, ''pending'')', o ->> 'order_id'),
  'the rest goes back') from two;
select is(sales.money_left(s), 0::bigint, 'nothing is left with the first order')
from sales.orders as s, two where s.id = (two.o ->> 'order_id')::uuid;
select is((test_support.places_left(ticket_type_id), test_support.places_left(fun.id)),
  (80::bigint, 78::bigint), 'places follow') from sale, fun;
select results_eq(
  $$ select t.status::text, coalesce(t.void_reason, '-'), count(*)
    from sales.ticket_instances as t group by 1, 2 order by 1 $$,
  $$ values ('valid', '-', 2::bigint), ('void', 'replaced', 2) $$, 'two old ones, two new ones');

-- The money has gone back: the first order is over, the new ticket is not.
select payments.record_refund(id, jsonb_build_object(
  'id', 're_1', 'status', 'refunded', 'amount', '{"currency": "EUR", "value": "17.50"}'::jsonb))
from payments.refunds;
select is(test_support.order_status(o), 'refunded', 'nothing of it is left') from two;
select is((select count(*) from sales.ticket_instances where status = 'valid'), 2::bigint,
  'tickets that took its place live on');

-- A ticket that cost nothing in the same order lives on, too.
create temporary table kids as
select test_support.make_ticket_type(event_id, 'seller', '{"name": "Kids", "price": 0}') as id
from sale;
create temporary table family as select test_support.buy(event_id,
  test_support.cart(ticket_type_id, 1) || test_support.cart(kids.id, 1)) as o from sale, kids;
create temporary table adult as
select t.id from sales.ticket_instances as t, family, sale
where t.order_id = (o ->> 'order_id')::uuid and t.ticket_type_id = sale.ticket_type_id;
select lives_ok(format('select test_support.swap(%L, %L, %L)', o, fun.id,
  jsonb_build_object('ticket_instance_id', adult.id)), 'the parent swaps')
from family, fun, adult;
select payments.record_refund(id, jsonb_build_object(
  'id', 're_2', 'status', 'refunded', 'amount', '{"currency": "EUR", "value": "17.50"}'::jsonb))
from payments.refunds where mollie_refund_id is null;
select is(test_support.order_status(o), 'partially_refunded', 'the order is not over') from family;
select is((select t.status::text from sales.ticket_instances as t, kids, family
  where t.order_id = (o ->> 'order_id')::uuid and t.ticket_type_id = kids.id), 'valid',
  'the child takes part');

-- From nothing to something, and a ticket without a name.
select test_support.allow_changes(event_id, '{"swap_refunds_difference": false}') from sale;
create temporary table free as select test_support.buy(event_id, test_support.cart(kids.id, 1)) as o
from sale, kids;
select is(test_support.swap(o, fun.id) ->> 'total_amount', '1250', 'nothing was paid, all is due')
from free, fun;
select is((select r.participant_id from sales.registrations as r
  join sales.ticket_instances as t on t.registration_id = r.id, free
  where t.order_id = (o ->> 'order_id')::uuid), null, 'nobody is named');
select test_support.throws_slug(format('select test_support.swap(%L, %L, %L)', o, kids.id,
  '{"registration": {"first_name": "Zoë"}}'), 400, 'invalid_field',
  'who has a name keeps it') from kept, kids;
create temporary table unnamed as
select test_support.buy(event_id, test_support.cart(kids.id, 1)) as o from sale, kids;
create temporary table walk as
select test_support.make_ticket_type(event_id, 'seller', '{"name": "Walk", "price": 0}') as id
from sale;
select test_support.allow_changes(event_id, '{"swap_fee": 0}') from sale;
create temporary table named as select test_support.swap(o, walk.id, '{"registration":
  {"first_name": "Zoë", "last_name": "Name"}}') as o from unnamed, walk;
select is((select p.first_name from sales.registrations as r
  join sales.participants as p on p.id = r.participant_id, named
  where r.order_id = (o ->> 'order_id')::uuid), 'Zoë', 'or somebody is named with it');
select is_empty('select * from core.doctor() where promise <> ''every_message_arrives''',
  'no promise is broken');

select * from finish();
rollback;
