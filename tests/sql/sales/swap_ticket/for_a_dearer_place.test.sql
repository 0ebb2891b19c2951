-- The difference and the fee are paid first; then the old ticket is void and the new one issued.
begin;
select plan(29);

create temporary table sale as select * from test_support.make_sale('{"capacity": 5}');
create temporary table half as
select test_support.make_ticket_type(event_id, 'seller',
  '{"name": "21 km", "price": 4000, "capacity": 3}') as id from sale;
select test_support.allow_changes(event_id, '{"swap_fee": 500}') from sale;
create temporary table bought as select test_support.buy(event_id, test_support.entries(
  ticket_type_id, '[{"first_name": "Rita", "last_name": "Runner"},
  {"first_name": "Bo", "last_name": "Runner"}]')) as o from sale;
create temporary table old as select test_support.ticket_of(o) as id from bought;

create temporary table swap as
select test_support.swap(o, half.id, '{"idempotency_key": "k1"}') as o from bought, half;
select is(o - '{order_id,order_number,public_token,expires_at}'::text[],
  '{"status": "pending", "checkout_url": null, "total_amount": 2000, "currency": "EUR"}',
  '40 and a fee of 5, less 25') from swap;
select is(
  (o.purpose::text, o.subtotal_amount, o.credit_amount, o.credit_vat_amount, o.vat_amount,
    o.change_ticket_id, o.email, o.language),
  ('swap'::text, 4500, 2500, 207, 330 + 87 - 207, old.id, 'visitor@example.test'::text, 'nl'::text),
  'in the books') from sales.orders as o, old, swap where o.id = (swap.o ->> 'order_id')::uuid;
select results_eq(
  format('select kind::text, name, total_amount, vat_rate from sales.order_items
    where order_id = %L order by line', o ->> 'order_id'),
  $$ values ('ticket', '21 km', 4000, 900), ('fee', 'Omwisselkosten', 500, 2100) $$,
  'the new place in full, and the fee') from swap;
select is(
  (test_support.places_left(ticket_type_id), test_support.places_left(half.id)),
  (3::bigint, 2::bigint), 'it holds the new place and keeps the old one') from sale, half;
select is(status::text, 'valid', 'the old ticket is what it was')
from sales.ticket_instances as t join old using (id);
select is(test_support.swap(bought.o, half.id, '{"idempotency_key": "k1"}'), swap.o,
  'a repeat makes nothing') from bought, half, swap;
select is((select count(*) from sales.orders), 2::bigint, 'not even an order');
select test_support.throws_slug(format('select test_support.swap(%L, %L, %L)',
  bought.o, half.id, '{"idempotency_key": "k1", "registration": {"city": "X"}}'),
  422, 'idempotency_key_reused') from bought, half;

create temporary table paying as select test_support.open_payment(o) as id from swap;
select is(test_support.report(id, 'paid') ->> 'result', 'settled', 'paid') from paying;
select is((status::text, void_reason), ('void'::text, 'replaced'::text), 'the old ticket is replaced')
from sales.ticket_instances as t join old using (id);
select is((r.status::text, r.cancel_reason), ('cancelled'::text, 'swapped'::text), 'its registration ends')
from sales.ticket_instances as t join old using (id)
join sales.registrations as r on r.id = t.registration_id;
create temporary table new as
select t.* from sales.ticket_instances as t, swap where t.order_id = (o ->> 'order_id')::uuid;
select is((count(*), min(status::text)), (1::bigint, 'valid'::text), 'a new one') from new;
select isnt(new.code, t.code, 'with another code')
from new, sales.ticket_instances as t join old using (id);
select is((r.status::text, p.first_name, r.ticket_type_id), ('paid'::text, 'Rita'::text, half.id),
  'for the same person') from new join sales.registrations as r on r.id = new.registration_id
join sales.participants as p on p.id = r.participant_id, half;
select is((select count(*) from sales.participants), 2::bigint, 'who is there once');
select is(
  (test_support.places_left(ticket_type_id), test_support.places_left(half.id)),
  (4::bigint, 2::bigint), 'the old place is free') from sale, half;
select is(test_support.queued('order:' || (o ->> 'order_id')), array['email.ticket_swapped'],
  'one mail') from swap;
select is((i.refunded_quantity, i.refunded_amount), (1, 2500), 'what was paid for it moved on')
from sales.order_items as i, bought
where i.order_id = (o ->> 'order_id')::uuid;
select is(sales.money_left(o), 2500::bigint, 'the other ticket''s money stays')
from sales.orders as o where purpose = 'sale';
select is(sales.money_left(o), 4500::bigint, 'what the new one cost is with it')
from sales.orders as o where purpose = 'swap';
select is_empty('select 1 from payments.refunds', 'nothing goes back');
select is_empty('select * from core.doctor() where promise <> ''every_message_arrives''',
  'no promise is broken');
select test_support.throws_slug(format('select test_support.swap(%L, %L, %L)', o, half.id,
  jsonb_build_object('ticket_instance_id', old.id)),
  409, 'ticket_not_changeable', 'a ticket is swapped once') from old, half, bought;
select is(test_support.swap(bought.o, half.id, jsonb_build_object(
    'idempotency_key', 'k1', 'ticket_instance_id', old.id)) - 'expires_at'::text,
  (swap.o || '{"status": "paid"}') - 'expires_at'::text,
  'the repeat says what became of it') from bought, half, swap, old;

-- A refund of the new one pays back what was paid in all: 20 of its own, 25 of the first order.
create function test_support.refund() returns void language sql as $$
  select sales.make_refund(sales.lock_order(o.org_id, o.id), null, null, 'requested',
    core.new_id(), 'system', null, true)
  from sales.orders as o where o.purpose = 'swap'
$$;
select lives_ok('select test_support.refund()', 'refunded');
select results_eq(
  $$ select r.amount, r.payable_id = p.payable_id from payments.refunds as r
    join payments.payments as p on p.id = r.payment_id order by 1 $$,
  $$ values (2000, true), (2500, false) $$, 'from both payments');
select is((select t.status::text from new join sales.ticket_instances as t using (id)), 'refunded',
  'the ticket is over') ;
select is(test_support.places_left(id), 3::bigint, 'its place is free') from half;
select is(sales.money_left(o), 2500::bigint, 'the other ticket is not touched')
from sales.orders as o where purpose = 'sale';

select * from finish();
rollback;
