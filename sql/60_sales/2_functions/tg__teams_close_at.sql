-- Moves the deadline of teams with the setting or the event's start that it comes from. Teams that
-- were too small at the old one may look for members until the new one.
create or replace function sales.tg__teams_close_at()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_row jsonb := to_jsonb(new);
  v_event_id uuid := coalesce(v_row ->> 'event_id', v_row ->> 'id');
  v_closes_at timestamptz := sales.teams_close_at(new.org_id, v_event_id);
begin
  update sales.teams as t
  set closes_at = v_closes_at,
    status = case
      when t.status = 'incomplete' and v_closes_at > core.clock() then 'forming'
      else t.status
    end,
    incomplete_at = case when v_closes_at <= core.clock() then t.incomplete_at end
  where t.org_id = new.org_id and t.event_id = v_event_id and t.closes_at <> v_closes_at;
  return null;
end
$$;
revoke all on function sales.tg__teams_close_at() from public;
