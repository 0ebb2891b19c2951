-- Until when participants of an event change their own data: the moment in its settings, else its
-- start.
create or replace function sales.edits_close_at(p_event events.events)
  returns timestamptz
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(s.edits_close_at, p_event.starts_at)
    from events.event_settings as s
    where s.org_id = p_event.org_id and s.event_id = p_event.id
  );
end
$$;
revoke all on function sales.edits_close_at(events.events) from public;
