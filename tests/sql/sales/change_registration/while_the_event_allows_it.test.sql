begin;
select plan(8);

create temporary table sale as select * from test_support.make_sale();
create temporary table placed as
select test_support.place_order(event_id, test_support.entries(ticket_type_id,
  '[{"first_name": "Anna", "last_name": "Vries"}]')) as answer from sale;
create function test_support.told() returns text language plpgsql as $$
declare
  v_detail text;
begin
  perform public.change_registration(r.id, '{"city": "Zwolle"}', p.answer ->> 'public_token')
  from sales.registrations as r, placed as p;
  return 'fine';
exception when others then
  get stacked diagnostics v_detail = pg_exception_detail;
  return v_detail::jsonb ->> 'code';
end
$$;
select is(test_support.told(), 'fine', 'until the event starts');
select test_support.change_rows('seller', 'event_settings', 'event_id', event_id,
  jsonb_build_object('edits_close_at', core.clock() + interval '1 day')) from sale;
select is(test_support.told(), 'fine', 'until the organiser''s moment');
select test_support.set_clock(core.clock() + interval '1 day');
select is(test_support.told(), 'registration_not_editable', 'and no longer');
select test_support.change_rows('seller', 'event_settings', 'event_id', event_id,
  '{"edits_close_at": null}') from sale;
select is(test_support.told(), 'fine', 'without a moment it is the start');
update sales.orders set release_at = core.clock(), expires_at = core.clock();
select sales.sweep_expired_orders(10);
select is(test_support.told(), 'registration_not_editable', 'not of an order that ended');
create temporary table payment as select test_support.open_payment(answer) as id from placed;
select is(test_support.told(), 'fine', 'of one that is tried again');
select test_support.report(id, 'paid') from payment;
select is(test_support.told(), 'fine', 'and of one that is paid');
select test_support.set_clock(starts_at) from events.events where id = (select event_id from sale);
select is(test_support.told(), 'registration_not_editable', 'the event has started');

select * from finish();
rollback;
