begin;
select plan(30);

create temporary table sale as select * from test_support.make_sale('{"capacity": 20}');
select test_support.change_rows('seller', 'event_settings', 'event_id', event_id,
  '{"cancellation_refund_rate": 5000, "service_fee_rate": 1000, "refunds_include_fees": false}')
from sale;
create temporary table bought as
select choice, test_support.buy(event_id, test_support.cart(ticket_type_id, 2)) as o
from sale, unnest(array['all', 'rules', 'none']) as choice;
create function test_support.cancel(p_order jsonb, p_refund text, p_user text default 'seller')
  returns jsonb language plpgsql as $$
begin
  perform test_support.sign_in(p_user);
  return public.cancel_order((p_order ->> 'order_id')::uuid, p_refund, 'it rains');
end
$$;
create temporary table said as
select n, choice, o, test_support.cancel(o, choice) as a from bought, generate_series(1, 2) as n;
select test_support.as_operator();
-- 5000 and a fee of 500.
select is(a -> 'refund_amount', to_jsonb(case choice when 'all' then 5500 when 'rules' then 2500
  else 0 end), choice) from said;
select is(test_support.ticket_statuses(o), case choice when 'none' then 'void void'
  else 'refunded refunded' end, choice || ': its tickets are over') from bought;
select is(test_support.places_left(ticket_type_id), 20::bigint, 'all places are free') from sale;
select is((select count(*) from payments.refunds), 2::bigint, 'nothing goes back twice');
select results_eq(
  $$ select payload -> 'refund_amount' from core.outbox_events where topic = 'email.order_cancelled'
    order by event_id $$,
  $$ values ('5500'::jsonb), ('2500'), ('0') $$, 'each buyer is told once');
select results_eq(
  $$ select new_value ->> 'refund', new_value ->> 'reason', performed_by_type::text
    from core.audit_log where action = 'order.cancelled_by_staff' order by audit_id $$,
  $$ values ('all', 'it rains', 'operator'), ('rules', 'it rains', 'operator'),
    ('none', 'it rains', 'operator') $$, 'the log tells why');
select test_support.report_refund(id, 'refunded') from payments.refunds;
select is(test_support.order_status(o), case choice when 'all' then 'refunded'
  when 'rules' then 'partially_refunded' else 'paid' end, choice || ': how it ends') from bought;
select is(array_agg(distinct r.status::text order by r.status::text), '{cancelled,refunded}',
  'nobody takes part') from sales.registrations as r;
select is_empty('select * from core.doctor()', 'the books agree');

-- Part of it was refunded before; somebody was admitted; a free one.
create temporary table part as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 2)) as o from sale;
select test_support.refund(o, null, 1500) from part;
select is(test_support.cancel(o, 'all') -> 'refund_amount', '4000', 'what is left') from part;
select test_support.as_operator();
create temporary table used as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
update sales.ticket_instances as t set status = 'used', used_at = now()
from used where t.order_id = (o ->> 'order_id')::uuid;
select test_support.throws_slug(format('select test_support.cancel(%L, ''none'')', o), 409,
  'order_cannot_be_cancelled', 'somebody was admitted') from used;
select is(test_support.cancel(o, 'all') -> 'refund_amount', '2750', 'unless all goes back') from used;
select test_support.as_operator();
create temporary table free as
select test_support.make_ticket_type(event_id, 'seller', '{"price": 0}') as id from sale;
create temporary table given as
select test_support.place_order(event_id, test_support.cart(free.id, 1)) as o from sale, free;
select is(test_support.cancel(o, 'all') -> 'refund_amount', '0', 'free') from given;
select test_support.as_operator();
select is(test_support.ticket_statuses(o), 'void', 'its ticket is void') from given;

-- Who may.
select test_support.make_user(role)
from unnest(array['admin', 'finance', 'support', 'scanner', 'member']) as role;
select test_support.add_member(org_id, 'seller', role, role)
from sale, unnest(array['admin', 'finance', 'support', 'scanner', 'member']) as role;
create temporary table another as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
select test_support.throws_slug(format('select test_support.cancel(%L, ''all'', %L)', o, role),
  403, 'not_allowed', role)
from another, unnest(array['finance', 'support', 'scanner', 'member']) as role;
select test_support.throws_slug(format('select test_support.cancel(%L, %L)', o, choice),
  400, 'invalid_field', 'half') from another, unnest(array['half']) as choice;
select is(test_support.cancel(o, 'all', 'admin') -> 'refund_amount', '2750', 'admin') from another;
select test_support.as_operator();
select is_empty('select * from core.doctor()', 'the books agree');

select * from finish();
rollback;
