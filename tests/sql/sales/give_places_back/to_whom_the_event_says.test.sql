begin;
select plan(7);

create temporary table sale as select * from test_support.make_sale();
create temporary table code as select test_support.add_row('seller', 'promo_codes',
  jsonb_build_object('org_id', org_id, 'event_id', event_id, 'code', 'EACH', 'kind', 'amount',
    'value', 100, 'scope', 'ticket', 'max_uses', 50)) as id from sale;
grant select on sale to public;
create function test_support.bought() returns jsonb language plpgsql as $$
declare
  v_order jsonb;
begin
  perform test_support.as_anon();
  select public.create_order(s.event_id, test_support.cart(s.ticket_type_id, 3), 'v@example.test',
    null, 'nl', promo_code => 'EACH') into v_order from sale as s;
  perform test_support.as_operator();
  perform test_support.report(test_support.open_payment(v_order), 'paid');
  return v_order;
end
$$;
create function test_support.after_refund(p_to text) returns text language plpgsql as $$
declare
  v_order jsonb := test_support.bought();
begin
  perform test_support.change_rows('seller', 'event_settings', 'event_id', event_id,
    jsonb_build_object('refunded_places', p_to)) from sale;
  perform test_support.refund(
    v_order, test_support.refund_item(v_order, 1, '{"quantity": 2}'));
  return test_support.places_left(s.ticket_type_id) || ' ' || test_support.places_left(c.id)
  from sale as s, code as c;
end
$$;
select is(test_support.after_refund('public'), '79 49', 'places and uses of the code come back');
select is(test_support.after_refund('waitlist'), '78 48', 'where nobody waits to everybody');
select is(test_support.after_refund('none'), '75 45', 'or they stay taken');
select is_empty('select 1 from core.doctor()', 'nothing is lost');
select test_support.throws_slug(
  format($$ select test_support.change_rows('seller', 'event_settings', 'event_id', %L, %L) $$,
    event_id, '{"refunded_places": null}'), 400, 'missing_field', 'it must be said') from sale;

-- Nobody wants a place at an event that was called off.
create temporary table last as select test_support.bought() as o;
select test_support.as_user('seller');
select public.cancel_event((select event_id from sale));
select test_support.as_operator();
select test_support.refund(o) from last;
select is(test_support.places_left(ticket_type_id), 72::bigint, 'called off') from sale;
select is_empty('select 1 from core.doctor()', 'nothing is lost');

select * from finish();
rollback;
