-- Until when the teams of an event can be joined: the moment in its settings, else its start. An
-- event without a date has no end to that yet.
create or replace function sales.teams_close_at(p_org_id uuid, p_event_id uuid)
  returns timestamptz
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(s.teams_close_at, e.starts_at, 'infinity')
    from events.events as e
    join events.event_settings as s on s.org_id = e.org_id and s.event_id = e.id
    where e.org_id = p_org_id and e.id = p_event_id
  );
end
$$;
revoke all on function sales.teams_close_at(uuid, uuid) from public;
