-- A ticket becomes one for the next edition, of the ticket type with the same name, at the price
-- there; this edition's registration ends.
begin;
select plan(26);

create temporary table sale as select * from test_support.make_sale();
select test_support.add_row('seller', 'products', jsonb_build_object(
  'org_id', org_id, 'event_id', event_id, 'name', 'Shirt', 'price', 1000, 'scope', 'ticket',
  'capacity', 4)) as id into temporary table shirt from sale;
select test_support.allow_changes(event_id, '{"deferrals_allowed": true, "deferral_fee": 250,
  "swaps_allowed": false, "bibs_assigned_on": "settlement"}') from sale;
select test_support.add_row('seller', 'bib_ranges', jsonb_build_object(
  'org_id', org_id, 'event_id', event_id, 'first_number', 1, 'last_number', 9)) from sale;
create temporary table bought as
select n, test_support.buy(event_id, test_support.entries(ticket_type_id, jsonb_build_array(
  '{"first_name": "Rita", "last_name": "Runner"}'::jsonb || case n when 1 then jsonb_build_object(
    'products', jsonb_build_array(jsonb_build_object('product_id', shirt.id))) else '{}' end))) as o
from sale, shirt, generate_series(1, 3) as n;

create function test_support.defer(p_order jsonb, p_more jsonb default '{}')
  returns jsonb language plpgsql as $$
declare v_id uuid := test_support.ticket_of(p_order); v_answer jsonb;
begin
  perform test_support.as_anon();
  v_answer := public.defer_ticket(v_id, (p_more ->> 'ticket_type_id')::uuid,
    registration => p_more -> 'registration', public_token => p_order ->> 'public_token',
    idempotency_key => p_more ->> 'idempotency_key');
  perform test_support.as_operator();
  return v_answer;
end $$;
select test_support.throws_slug(format('select test_support.defer(%L)', o),
  409, 'deferrals_not_allowed', 'there is no next edition') from bought where n = 1;

select test_support.as_user('seller');
create temporary table next as
select (public.duplicate_event(event_id, core.clock() + interval '395 days',
  is_next_edition => true) ->> 'event_id')::uuid as event_id
from public.event_settings where event_id is not null;
select test_support.as_operator();
select is((select next_event_id from events.event_settings as s, sale
  where s.event_id = sale.event_id), event_id, 'the copy is the next edition') from next;
select is((select next_event_id from events.event_settings as s where s.event_id = next.event_id),
  null, 'which has none yet') from next;
select test_support.throws_slug(format('select test_support.defer(%L)', o),
  404, 'event_not_found', 'nothing is said of a draft') from bought where n = 1;
select test_support.publish(event_id, 'seller') from next;
create temporary table next_type as
select t.id from events.ticket_types as t join next using (event_id);
select test_support.change_rows('seller', 'ticket_types', 'id', id, '{"price": 4500}')
from next_type;

create temporary table later as
select test_support.defer(o, '{"idempotency_key": "d1"}') as o from bought where n = 1;
select is(o - '{order_id,order_number,public_token,expires_at}'::text[],
  '{"status": "pending", "checkout_url": null, "total_amount": 1250, "currency": "EUR"}',
  '45 and a fee of 2.50, less 25 and 10 for the shirt') from later;
select is((o.purpose::text, o.event_id, o.credit_amount), ('deferral'::text, next.event_id, 3500),
  'an order of the next edition') from sales.orders as o, next, later
where o.id = (later.o ->> 'order_id')::uuid;
select test_support.report(test_support.open_payment(o), 'paid') from later;
select is(test_support.order_status(o), 'paid', 'paid') from later;
select is((r.status::text, r.cancel_reason), ('cancelled'::text, 'deferred'::text),
  'this edition goes on without Rita')
from sales.registrations as r, bought
where n = 1 and r.order_id = (o ->> 'order_id')::uuid;
select is((r.status::text, r.event_id, p.first_name, b.number),
  ('paid'::text, next.event_id, 'Rita'::text, 1), 'the next has her, with a number of its own')
from next, later, sales.registrations as r
join sales.participants as p on p.id = r.participant_id
left join sales.bibs as b on b.registration_id = r.id
where r.order_id = (o ->> 'order_id')::uuid;
select is((select status::text from sales.bibs as b, sale
  where b.event_id = sale.event_id and number = 1), 'returned', 'her number here is free');
select is(
  (test_support.places_left(sale.ticket_type_id), test_support.places_left(next_type.id),
    test_support.places_left(shirt.id)), (78::bigint, 79::bigint, 4::bigint),
  'places follow, the shirt is given back') from sale, next_type, shirt;
select is(test_support.queued('order:' || (o ->> 'order_id')), array['email.ticket_deferred'],
  'a mail') from later;
select is(test_support.defer(b.o, '{"idempotency_key": "d1"}') ->> 'status', 'paid',
  'the repeat says what became of it') from bought as b where n = 1;
select is_empty('select * from core.doctor() where promise <> ''every_message_arrives''',
  'no promise is broken');

-- A ticket type that is named, cheaper, with the rest paid back by the rule of this edition.
create temporary table walk as
select test_support.make_ticket_type(event_id, 'seller', '{"name": "Walk", "price": 1000}') as id
from next;
select test_support.allow_changes(event_id, '{"swap_refunds_difference": true}') from sale;
create temporary table cheap as
select test_support.defer(o, jsonb_build_object('ticket_type_id', walk.id)) as o
from bought, walk where n = 2;
select is(o ->> 'status', 'paid', 'nothing to pay') from cheap;
select is((select sum(amount) from payments.refunds where reason = 'deferral'), 1250::bigint,
  '25 less 10 and the fee');
select is((select status::text from sales.ticket_instances as t, bought
  where n = 2 and t.order_id = (o ->> 'order_id')::uuid), 'void', 'the old ticket is void');

-- The next edition asks what this one did not.
select test_support.make_question(event_id, 'seller', '{"is_required": true}') as id
into temporary table question from next;
select test_support.throws_slug(format('select test_support.defer(%L)', o), 400, 'answer_missing')
from bought where n = 3;
select is(test_support.defer(o, jsonb_build_object('registration', jsonb_build_object(
  'answers', jsonb_build_object(question.id, 'Yes')))) ->> 'status', 'pending', 'or is told')
from bought, question where n = 3;

-- Not for a ticket of the last edition, nor after the deadline, nor where nothing matches.
select test_support.throws_slug(format('select test_support.defer(%L)', o),
  409, 'deferrals_not_allowed', 'the next edition has no next') from later;
select test_support.change_rows('seller', 'ticket_types', 'id', id, '{"name": "10 K"}')
from next_type;
select test_support.throws_slug(format('select test_support.defer(%L)', o), 400, 'missing_field',
  'no ticket type has that name') from bought where n = 3;
select test_support.throws_slug(format('select test_support.defer(%L, %L)', o,
  jsonb_build_object('ticket_type_id', ticket_type_id)), 404, 'ticket_type_not_found',
  'one of this edition is none of the next') from bought, sale where n = 3;
select test_support.allow_changes(event_id, jsonb_build_object(
  'deferrals_close_at', core.clock() - interval '1 second')) from sale;
select test_support.throws_slug(format('select test_support.defer(%L)', o), 409,
  'deferrals_closed') from bought where n = 3;
select test_support.allow_changes(event_id, '{"deferrals_allowed": false}') from sale;
select test_support.throws_slug(format('select test_support.defer(%L)', o), 409,
  'deferrals_not_allowed') from bought where n = 3;
select is((select count(*) from sales.orders where purpose = 'deferral'), 3::bigint,
  'no order was made in vain');
select is_empty('select * from core.doctor() where promise <> ''every_message_arrives''',
  'no promise is broken');

select * from finish();
rollback;
