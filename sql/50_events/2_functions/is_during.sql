-- Whether a moment falls within an event, as far as the event has dates.
create or replace function events.is_during(p_event events.events, p_at timestamptz)
  returns boolean
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return coalesce(p_at >= p_event.starts_at, true) and coalesce(p_at < p_event.ends_at, true);
end
$$;
revoke all on function events.is_during(events.events, timestamptz) from public;
