-- Until when tickets of an event can be handed on: the moment in its settings, else its start.
create or replace function sales.transfers_close_at(p_event events.events)
  returns timestamptz
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(s.transfers_close_at, p_event.starts_at, 'infinity')
    from events.event_settings as s
    where s.org_id = p_event.org_id and s.event_id = p_event.id
  );
end
$$;
revoke all on function sales.transfers_close_at(events.events) from public;
