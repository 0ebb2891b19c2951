-- The waves of a ticket type as somebody who has a registration could choose them: [{wave_id, name,
-- starts_at, is_current, is_full}].
create or replace function sales.waves_of_option(
  p_registration sales.registrations,
  p_ticket_type events.ticket_types
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'wave_id', w.id, 'name', w.name, 'starts_at', w.starts_at,
      'is_current', w.id is not distinct from p_registration.wave_id,
      'is_full', coalesce(events.remaining_capacity(w.org_id, w.id) < 1, false))
      order by w.starts_at, w.id), '[]')
    from events.wave_ticket_types as m
    join events.waves as w on w.org_id = m.org_id and w.id = m.wave_id
    where m.org_id = p_ticket_type.org_id and m.ticket_type_id = p_ticket_type.id
      and w.is_active and w.deleted_at is null
  );
end
$$;
revoke all on function sales.waves_of_option(sales.registrations, events.ticket_types) from public;
