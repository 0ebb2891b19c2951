-- What an attempt says about an integration, which is locked with its turn: how often it failed in
-- a row, whether it rests, whether it is disabled. Returns whether it can be tried further.
create or replace function integrations.note_outcome(
  p_integration integrations.integrations,
  p_turn integrations.turns,
  p_is_done boolean,
  p_status_code integer,
  p_is_away boolean,
  p_asked interval
)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_hours integer := core.setting('integrations.disable_after_hours')::integer;
  v_rest interval;
begin
  if p_is_done then
    update integrations.turns as t
    set failures = 0, failing_since = null, rests_until = '-infinity'
    where t.org_id = p_turn.org_id and t.integration_id = p_turn.integration_id and t.failures > 0;
    return true;
  end if;
  p_turn.failures := p_turn.failures + 1;
  p_turn.failing_since := coalesce(p_turn.failing_since, v_now);
  if p_is_away or p_asked is not null or p_turn.failures >= 5 then
    select least(min(r.pause), interval '5 minutes') into v_rest
    from integrations.retries as r
    where r.attempts = least(p_turn.failures, 9);
    p_turn.rests_until := v_now + greatest(v_rest, p_asked);
  end if;
  update integrations.turns as t
  set failures = p_turn.failures, failing_since = p_turn.failing_since,
    rests_until = p_turn.rests_until
  where t.org_id = p_turn.org_id and t.integration_id = p_turn.integration_id;
  if p_integration.status = 'disabled' then
    return false;
  elsif p_status_code = 410 then
    perform integrations.disable(p_integration, 'gone');
    return false;
  elsif p_turn.failing_since <= v_now - make_interval(hours => v_hours) then
    perform integrations.disable(p_integration, 'failing');
    return false;
  end if;
  return p_turn.rests_until <= v_now;
end
$$;
revoke all on function integrations.note_outcome(
  integrations.integrations, integrations.turns, boolean, integer, boolean, interval) from public;
