-- Who takes part with the ticket for which somebody changes theirs, checked as a new entry is: the
-- same participant, where there is one. Raises what sales.check_registrations() raises.
create or replace function sales.changed_entries(
  p_registration sales.registrations,
  p_event events.events,
  p_items jsonb
)
  returns sales.entry[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_entries sales.entry[] := sales.check_registrations(p_event, p_items);
begin
  if p_registration.participant_id is not null and v_entries <> '{}' then
    v_entries[1].participant_id := p_registration.participant_id;
    v_entries[1].participant := null;
    v_entries[1].details := null;
  end if;
  return v_entries;
end
$$;
revoke all on function sales.changed_entries(sales.registrations, events.events, jsonb) from public;
