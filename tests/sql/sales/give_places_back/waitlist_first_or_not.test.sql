-- Somebody waits: the places of refunded tickets are theirs first, or everybody's.
begin;
select plan(4);

create temporary table sale as select * from test_support.make_sale('{"capacity": 4}');
create temporary table bought as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 4)) as o from sale;
select test_support.open_waitlist(event_id) from sale;
select test_support.wait_for(event_id, ticket_type_id, 'anna') from sale;
create function test_support.after_refund(p_to text) returns bigint language plpgsql as $$
begin
  perform test_support.change_rows('seller', 'event_settings', 'event_id', event_id,
    jsonb_build_object('refunded_places', p_to)) from sale;
  perform test_support.refund(o, test_support.refund_item(o, 1, '{"quantity": 1}')) from bought;
  return (select test_support.places_left(s.ticket_type_id) from sale as s);
end
$$;
select is(test_support.after_refund('waitlist'), 0::bigint, 'kept for who waits');
select is(test_support.after_refund('public'), 1::bigint, 'for everybody at once');
select is(test_support.after_refund('none'), 1::bigint, 'for nobody');
select is_empty('select 1 from core.doctor()', 'nothing is lost');

select * from finish();
rollback;
