-- Who got a ticket by a transfer swaps it, and who handed it on does not; what is offered to somebody
-- is offered no more once it was swapped.
begin;
select plan(11);

create temporary table sale as select * from test_support.make_sale('{"price": 0}');
create temporary table goal as
select test_support.make_ticket_type(event_id, 'seller', '{"name": "21 km", "price": 0}') as id
from sale;
select test_support.make_wave(ticket_type_id, 'seller', '{"name": "A"}') as id
into temporary table wave from sale;
select test_support.allow_transfers(event_id, '{"swaps_allowed": true}') from sale;
create temporary table placed as
select n, test_support.buy(event_id, test_support.entries(ticket_type_id, jsonb_build_array(
  jsonb_build_object('first_name', 'Rita', 'last_name', 'Runner', 'wave_id', wave.id)))) as o
from sale, wave, generate_series(1, 2) as n;

-- Offered, and swapped before somebody accepts.
select test_support.offer(o, 'nina@example.test') from placed where n = 1;
select is(test_support.swap(o, goal.id) ->> 'status', 'paid', 'an offer is no obstacle')
from placed, goal where n = 1;
select is((select status::text from sales.ticket_transfers), 'withdrawn', 'but ends');
select is(payload ->> 'email', 'nina@example.test', 'and it is told')
from core.outbox_events
where topic = 'email.transfer_news' and payload ->> 'news' = 'withdrawn';

-- Handed on.
select test_support.offer(o, 'noor@example.test') from placed where n = 2;
select test_support.claim('noor@example.test', 'Noor');
create temporary table new as
select t.id, sales.ticket_token(t.org_id, t.id) as token
from sales.ticket_instances as t where t.transfer_id is not null;
select test_support.throws_slug(format('select test_support.swap(%L, %L, %L)', o, goal.id,
  jsonb_build_object('ticket_instance_id', new.id)), 404, 'not_found', 'not by the buyer any more')
from placed, goal, new where n = 2;
create temporary table other as
select test_support.make_wave(ticket_type_id, 'seller', '{"name": "B"}') as id from sale;
select is(test_support.swap(jsonb_build_object('public_token', token), null, jsonb_build_object(
  'ticket_instance_id', new.id, 'wave_id', other.id)) ->> 'status', 'moved', 'by who has it')
from new, other;
select results_eq(
  $$ select payload from core.outbox_events where topic = 'email.wave_changed' $$,
  format('values (%L::jsonb)', jsonb_build_object('ticket_instance_id', id)),
  'who is told about it') from new;
create temporary table swap as
select test_support.swap(jsonb_build_object('public_token', token), goal.id, jsonb_build_object(
  'ticket_instance_id', new.id)) as o from new, goal;
select is(o ->> 'status', 'paid', 'and swaps it') from swap;
select is((o.email, o.purchaser_name, o.user_id), ('noor@example.test'::text, p.first_name || ' '
  || p.last_name, null::uuid), 'the order is theirs')
from sales.orders as o, swap, sales.participants as p
where o.id = (swap.o ->> 'order_id')::uuid and p.first_name = 'Noor';
select is((select p.first_name from sales.registrations as r
  join sales.participants as p on p.id = r.participant_id, swap
  where r.order_id = (swap.o ->> 'order_id')::uuid), 'Noor', 'and so is the place');
select test_support.throws_slug(format('select test_support.swap(%L, %L, %L)', placed.o,
  sale.ticket_type_id, jsonb_build_object('ticket_instance_id', t.id)), 404, 'not_found',
  'which is nobody else''s')
from placed, sale, swap, sales.ticket_instances as t
where n = 2 and t.order_id = (swap.o ->> 'order_id')::uuid;
select is_empty('select * from core.doctor() where promise <> ''every_message_arrives''',
  'no promise is broken');

select * from finish();
rollback;
