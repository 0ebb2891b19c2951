-- Whether the data of a registration can be changed by whoever takes part: it is alive, and so is
-- its event, and the time for changes is not over.
create or replace function sales.is_editable(
  p_registration sales.registrations,
  p_event events.events
)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return p_registration.status in ('pending', 'paid')
    and p_event.status in ('published', 'closed')
    and core.clock() < sales.edits_close_at(p_event);
end
$$;
revoke all on function sales.is_editable(sales.registrations, events.events) from public;
