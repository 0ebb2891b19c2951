-- Money that came for one order pays another.
begin;
select plan(23);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as select test_support.make_event(id, 'owner') as id from org;
create temporary table type as
select test_support.make_ticket_type(id, 'owner', '{"capacity": 6}') as id from event;
select test_support.publish(id, 'owner') from event;
create function test_support.order_of(p_quantity integer) returns jsonb language sql as $$
  select test_support.place_order(e.id, test_support.cart(t.id, p_quantity))
  from event as e, type as t
$$;
create temporary table orders as
select 'one' as name, test_support.order_of(1) as o union all
select 'two', test_support.order_of(2) union all
select 'expired', test_support.order_of(2);
create temporary table paying as
select test_support.open_payment(o) as id from orders where name = 'one';
select test_support.report(id, 'paid', '{"amount": {"currency": "EUR", "value": "50.00"}}')
from paying;
create temporary table review as select id from payments.payment_reviews;
grant select on orders, review to public;
select test_support.make_sale('{"price": 5000}');
create temporary table foreign_order as
select test_support.place_order(t.event_id, test_support.cart(t.id, 1)) as o
from events.ticket_types as t where t.price = 5000;
insert into orders select 'foreign', o from foreign_order;
create function test_support.assign(p_who text, p_name text) returns jsonb language plpgsql as $$
declare
  v_answer jsonb;
begin
  perform test_support.as_user(p_who);
  v_answer := public.assign_payment(v.id, (x.o ->> 'order_id')::uuid)
  from review as v, orders as x where x.name = p_name;
  perform test_support.as_operator();
  return v_answer;
end
$$;

select test_support.throws_slug(
  format('select test_support.assign(%L, ''two'')', who), 403, 'not_allowed', who || ' may not')
from unnest(array['finance', 'support', 'scanner', 'member']) as who;
select test_support.as_operator();
select test_support.throws_slug(
  format('select test_support.assign(%L, %L)', who, name), status, slug, about)
from (values
  ('seller', 'two', 404, 'not_found', 'whoever is not of the org finds nothing'),
  ('owner', 'foreign', 404, 'not_found', 'an order of another org is none'),
  ('owner', 'one', 422, 'wrong_amount', 'it must be what the order costs')
) as c (who, name, status, slug, about);
select test_support.as_operator();
select test_support.throws_slug('select sales.assign_payment(null, core.new_id(), null)', 400,
  'missing_field', 'which payment?');
select test_support.throws_slug('select sales.assign_payment(core.new_id(), null, null)', 400,
  'missing_field', 'to which order?');
select is((select count(*) from public.payments_in_review), 1::bigint, 'so far nothing is decided');

select is(test_support.assign('owner', 'two') - '{review_id,payment_id}'::text[],
  jsonb_build_object('resolution', 'assigned', 'amount', 5000, 'currency', 'EUR',
    'order_id', o ->> 'order_id'), 'it pays the other order')
from orders where name = 'two';
select is(test_support.order_status(o), 'paid', 'which has its tickets') from orders
where name = 'two';
select is(test_support.order_status(o), 'pending', 'the first still waits') from orders
where name = 'one';
select is(test_support.report(id, 'paid', '{"amount": {"currency": "EUR", "value": "50.00"}}')
  ->> 'outcome', 'duplicate', 'what the provider repeats is known') from paying;
select test_support.throws_slug(
  $$ select test_support.assign('owner', 'expired') $$, 409, 'review_closed', 'once');
select test_support.as_operator();
select is_empty('select * from sales.promise_orders', 'the doctor agrees');
select is_empty('select * from payments.promise_money', 'with the sums too');

-- To an order that is over, with room and without.
create temporary table again as
select test_support.open_payment(o) as id from orders where name = 'one';
select test_support.report(id, 'paid', '{"amount": {"currency": "EUR", "value": "50.00"}}')
from again;
update review set id = (select id from payments.payment_reviews where resolved_at is null);
select test_support.throws_slug(
  $$ select test_support.assign('owner', 'two') $$, 409, 'paid_otherwise', 'that one is paid');
select test_support.as_operator();
select test_support.set_clock(now() + interval '16 minutes');
select sales.sweep_expired_orders(10);
create temporary table taken as select test_support.order_of(4) as o;
select test_support.throws_slug(
  $$ select test_support.assign('owner', 'expired') $$, 409, 'payment_not_accepted',
  'its places were given to others');
select test_support.as_operator();
select is(test_support.order_status(o), 'expired', 'nothing happened to it') from orders
where name = 'expired';
select test_support.set_clock(now() + interval '40 minutes');
select sales.sweep_expired_orders(10);
select is(test_support.assign('admin', 'expired') ->> 'resolution', 'assigned',
  'once there is room it can be');
select is(test_support.order_status(o), 'paid', 'and has its tickets') from orders
where name = 'expired';
select is_empty('select * from sales.promise_orders', 'the doctor agrees');

select * from finish();
rollback;
