-- Gives a start number to every paid registration of an event that has none, in the order that
-- sales.give_bibs() tells. For staff with events.manage. Those for whom no number is left stay
-- without and are named; the others keep what they got. Repeating it gives numbers to those who
-- came since. Locks: the event's ranges. Raises missing_field, not_found, not_allowed,
-- sign_in_required.
create or replace function sales.assign_bibs(p_event_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := sales.authorise_event(p_event_id, 'events.manage');
  v_given record;
begin
  v_given := sales.give_bibs(v_event.org_id, v_event.id, null);
  return jsonb_build_object(
    'event_id', v_event.id,
    'assigned', v_given.assigned,
    'without_number', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'registration_id', r.id, 'order_id', r.order_id, 'ticket_type_id', r.ticket_type_id,
        'wave_id', r.wave_id) order by w.place), '[]')
      from unnest(v_given.without_number) with ordinality as w (id, place)
      join sales.registrations as r on r.org_id = v_event.org_id and r.id = w.id
    )
  );
end
$$;
revoke all on function sales.assign_bibs(uuid) from public;
grant execute on function sales.assign_bibs(uuid) to anon, authenticated;
