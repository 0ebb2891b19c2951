-- What a registration would still have to say for another ticket type, the first thing only, as the
-- data of the error that says so: {code, …}; null when nothing is missing.
create or replace function sales.needs_of_option(
  p_registration sales.registrations,
  p_event events.events,
  p_ticket_type_id uuid,
  p_wave_id uuid
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_entries sales.entry[];
  v_detail text;
begin
  v_entries := sales.changed_entries(p_registration, p_event, sales.changed_items(
    p_registration, p_event, p_ticket_type_id, p_wave_id, null));
  return null;
exception
  when sqlstate 'PT400' or sqlstate 'PT404' or sqlstate 'PT409' or sqlstate 'PT422' then
    get stacked diagnostics v_detail = pg_exception_detail;
    return v_detail::jsonb - array['line', 'position'];
end
$$;
revoke all on function sales.needs_of_option(
  sales.registrations, events.events, uuid, uuid
) from public;
