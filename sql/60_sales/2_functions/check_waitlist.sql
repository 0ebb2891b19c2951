-- Raises what keeps an entry from joining the waitlist of a ticket type: it is not on sale, its
-- waitlist is not open, so many cannot be waited for, or there are so many places left.
create or replace function sales.check_waitlist(
  p_event events.events,
  p_entry sales.waitlist_entries
)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_settings events.event_settings := events.settings_of(p_event);
  v_type events.ticket_types;
  v_data jsonb;
begin
  perform sales.guard_on_sale(p_event, p_entry.ticket_type_id, p_entry.quantity);
  select t.* into strict v_type
  from events.ticket_types as t
  where t.org_id = p_event.org_id and t.id = p_entry.ticket_type_id;
  v_data := jsonb_build_object('ticket_type_id', v_type.id, 'ticket_type', v_type.name);
  if not v_settings.waitlist_is_open then
    perform core.fail('waitlist_not_open', v_data);
  elsif p_entry.quantity not between 1 and v_settings.waitlist_max_quantity then
    perform core.fail('invalid_quantity', v_data || jsonb_build_object(
      'quantity', p_entry.quantity, 'max', v_settings.waitlist_max_quantity));
  elsif p_entry.quantity not between v_type.min_per_order and v_type.max_per_order then
    perform sales.refuse_line(p_event, v_type.id, p_entry.quantity, 1);
  elsif p_entry.wave_id is not null and not exists (
    select
    from events.wave_ticket_types as x
    join events.waves as w on w.org_id = x.org_id and w.id = x.wave_id
    where x.org_id = v_type.org_id and x.ticket_type_id = v_type.id and x.wave_id = p_entry.wave_id
      and w.is_active and w.deleted_at is null
  ) then
    perform core.fail('wave_not_found', v_data || jsonb_build_object('wave_id', p_entry.wave_id));
  elsif exists (
    select
    from sales.places_of(
      p_event, array[v_type.id], events.pool_rooms(p_event.org_id, p_event.id), 1000000000) as p
    where p.room >= p_entry.quantity and (p_entry.wave_id is null or p.wave_id = p_entry.wave_id)
  ) then
    perform core.fail('not_sold_out', v_data || jsonb_build_object('quantity', p_entry.quantity));
  end if;
end
$$;
revoke all on function sales.check_waitlist(events.events, sales.waitlist_entries) from public;
