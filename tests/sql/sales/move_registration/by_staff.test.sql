-- Staff move somebody whatever the event lets people do: for nothing, or at what a swap costs.
begin;
select plan(27);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as select test_support.make_event(id, 'owner') as id from org;
create temporary table type as
select name, test_support.make_ticket_type(event.id, 'owner', jsonb_build_object(
  'name', name, 'price', price, 'capacity', capacity)) as id
from event, (values ('5', 1000, 9), ('10', 2500, 9), ('21', 4000, 1)) as t (name, price, capacity);
select test_support.publish(id, 'owner') from event;
select test_support.change_rows('owner', 'event_settings', 'event_id', id,
  '{"swap_fee": 500, "swap_refunds_difference": true}') from event;
create temporary table bought as
select n, test_support.buy(event.id, test_support.entries(type.id,
  '[{"first_name": "Rita", "last_name": "Runner"}]')) as o
from event, type, generate_series(1, 5) as n where name = '10';
create function test_support.registration(p_n integer) returns uuid language sql
  security definer as $$
  select r.id from sales.registrations as r, bought
  where n = p_n and r.order_id = (o ->> 'order_id')::uuid
$$;
create function test_support.move(p_user text, p_n integer, p_to text, p_charge boolean default null,
  p_key text default null) returns jsonb language plpgsql as $$
declare
  v_id uuid := test_support.registration(p_n);
  v_type uuid := (select id from type where name = p_to);
  v_answer jsonb;
begin
  perform test_support.as_user(p_user);
  v_answer := public.move_registration(
    v_id, v_type, charge => p_charge, idempotency_key => p_key);
  perform test_support.as_operator();
  return v_answer;
end $$;

-- Who may.
select test_support.throws_slug(format('select test_support.move(%L, 1, ''5'')', role),
  case role when 'stranger' then 404 else 403 end,
  case role when 'stranger' then 'not_found' else 'not_allowed' end, role)
from unnest(array['finance', 'scanner', 'member', 'stranger']) as role;
select test_support.throws_slug('select test_support.move(''support'', 1, ''21'')', 403,
  'not_allowed', 'a dearer place is a gift');
select is((select count(*) from sales.orders where purpose = 'swap'), 0::bigint, 'nothing was done');

-- For nothing: what was paid stays what it is worth.
create temporary table gift as select test_support.move('admin', 1, '21', null, 'm1') as o;
select is(o - '{order_id,order_number,public_token}'::text[],
  '{"status": "paid", "checkout_url": null, "expires_at": null, "total_amount": 0,
  "currency": "EUR"}', 'done at once') from gift;
select results_eq(
  format('select unit_amount, discount_amount, total_amount from sales.order_items
    where order_id = %L', o ->> 'order_id'),
  $$ values (4000, 1500, 2500) $$, 'the rest is given away') from gift;
select is(test_support.move('admin', 1, '21', null, 'm1') ->> 'order_id', o ->> 'order_id',
  'a repeat changes nothing') from gift;
create temporary table lesser as select test_support.move('support', 2, '5') as o;
select results_eq(
  format('select unit_amount, discount_amount, total_amount from sales.order_items
    where order_id = %L', o ->> 'order_id'),
  $$ values (2500, 0, 2500) $$, 'a cheaper place is worth what was paid') from lesser;
select is_empty('select 1 from payments.refunds', 'nothing goes back');
select is(test_support.queued('order:' || (o ->> 'order_id')), array['email.ticket_swapped'],
  'the buyer gets the new ticket') from lesser;
select results_eq(
  $$ select new_value ->> 'charge', performed_by_type::text, performed_by
    from core.audit_log where action = 'registration.moved' order by audit_id $$,
  $$ values ('false', 'operator', test_support.user_id('admin')),
    ('false', 'operator', test_support.user_id('support')) $$, 'the audit log has who moved whom');
select test_support.throws_slug('select test_support.move(''owner'', 3, ''21'')', 409, 'sold_out',
  'staff have no more places than there are');

-- At what a swap costs.
create temporary table charged as select test_support.move('support', 3, '5', true) as o;
select is(o ->> 'status', 'paid', 'cheaper, even with the fee') from charged;
select is((select sum(amount) from payments.refunds), 1000::bigint, 'the rest goes back');
select test_support.change_rows('owner', 'ticket_types', 'id', id, '{"capacity": 9}')
from type where name = '21';
create temporary table bill as select test_support.move('support', 4, '21', true) as o;
select is((o ->> 'status', o ->> 'total_amount'), ('pending'::text, '2000'::text), 'to be paid')
from bill;
select is(test_support.queued('order:' || (o ->> 'order_id')), array['email.order_reserved'],
  'the buyer is told') from bill;
select ok((o ->> 'expires_at')::timestamptz > core.clock() + interval '13 days',
  'and has time to pay') from bill;
select is((select status::text from sales.registrations
  where id = test_support.registration(4)), 'paid', 'until then nothing changes');
select test_support.report(test_support.open_payment(o), 'paid') from bill;
select is((status::text, cancel_reason), ('cancelled'::text, 'swapped'::text), 'then it is moved')
from sales.registrations where id = test_support.registration(4);

-- Another wave, and what cannot be moved.
create temporary table wave as
select test_support.make_wave(id, 'owner', '{"name": "A"}') as id from type where name = '10';
select test_support.sign_in('support');
select is(sales.move_registration(test_support.registration(5), null, wave.id, null, null, null)
  ->> 'status',
  'moved', 'a ticket without a wave gets one') from wave;
select test_support.as_operator();
select is((select wave_id from sales.registrations where id = test_support.registration(5)), id,
  'it starts there') from wave;
select test_support.throws_slug('select test_support.move(''owner'', 4, ''5'')', 409,
  'ticket_not_changeable', 'what was moved is not moved again');
create temporary table unpaid as select test_support.place_order(event.id, test_support.entries(
  type.id, '[{"first_name": "Bo", "last_name": "Late"}]')) as o from event, type where name = '5';
select test_support.as_user('owner');
select test_support.throws_slug(format('select public.move_registration(%L)', r.id), 409,
  'ticket_not_changeable', 'what is not paid is not moved')
from public.registrations as r where r.status = 'pending';
select test_support.as_operator();
select is_empty('select * from core.doctor() where promise <> ''every_message_arrives''',
  'no promise is broken');
select is((select count(*) from sales.ticket_instances where status = 'valid'), 5::bigint,
  'everybody still has one ticket');

select * from finish();
rollback;
