-- Writes down what came of an attempt: {status_code, answer, duration_ms, is_away, retry_after};
-- status_code is null when there was no answer, is_away says that the next job would hardly fare
-- better, retry_after has the seconds that the address asked for.
--
-- A success ends the job. A failure lets it wait for its next try (integrations.retries), or gives
-- it up after the last one; where all fails, or the address is away, the integration rests, five
-- minutes at the most unless it was asked for more. After integrations.disable_after_hours without
-- one success, and at 410 Gone, the integration is disabled. Tests are tried once, and change
-- nothing.
--
-- Returns whether the worker should go on with this integration. Locks: integration, turn, job.
create or replace function integrations.record_delivery(p_job_id uuid, p_result jsonb)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_code integer := p_result ->> 'status_code';
  v_is_done boolean := coalesce(v_code between 200 and 299, false);
  v_asked interval := case when p_result ->> 'retry_after' is not null
    then least((p_result ->> 'retry_after')::integer, 86400) * interval '1 second' end;
  v_found integrations.integrations;
  v_turn integrations.turns;
  v_job integrations.jobs;
  v_pause interval;
begin
  perform core.act_as('system');
  select i.* into v_found
  from integrations.jobs as j
  join integrations.integrations as i on i.org_id = j.org_id and i.id = j.integration_id
  where j.id = p_job_id
  for no key update of i;
  select t.* into v_turn
  from integrations.turns as t
  where t.org_id = v_found.org_id and t.integration_id = v_found.id
  for no key update;
  select j.* into v_job
  from integrations.jobs as j
  where j.org_id = v_found.org_id and j.id = p_job_id
  for no key update;
  if not found or v_job.ended_at is not null then
    return true;  -- deleted, or another worker was quicker
  end if;
  if not v_is_done and v_code is distinct from 410 and v_job.change_id is not null then
    select greatest(r.pause * (1 + random() / 10), v_asked) into v_pause
    from integrations.retries as r
    where r.attempts = v_job.attempts + 1;
  end if;
  update integrations.jobs as j
  set status = (case when v_is_done then 'delivered' when v_pause is null then 'given_up'
      else 'retrying' end)::integrations.job_status,
    attempts = j.attempts + 1,
    next_try_at = v_now + v_pause,
    ended_at = case when v_pause is null then v_now end,
    last_tried_at = v_now,
    last_status_code = v_code,
    last_answer = left(p_result ->> 'answer', 500),
    last_duration_ms = (p_result ->> 'duration_ms')::integer
  where j.org_id = v_job.org_id and j.id = v_job.id;
  if v_job.change_id is null then
    return true;
  end if;
  return integrations.note_outcome(
    v_found, v_turn, v_is_done, v_code, coalesce((p_result ->> 'is_away')::boolean, false),
    v_asked);
end
$$;
revoke all on function integrations.record_delivery(uuid, jsonb) from public;
grant execute on function integrations.record_delivery(uuid, jsonb) to service_role;
