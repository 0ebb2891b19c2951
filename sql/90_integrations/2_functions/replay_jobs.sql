-- Delivers again what an integration was told, or could not be told: one job, those of what
-- happened in a period, or all; with `p_only_failed` only those that were given up. They keep their
-- ids, so a receiver that looks at webhook-id takes none of them twice. At most 10,000 at a time,
-- the oldest first. For staff with integrations.manage.
--
-- Returns {replayed, is_complete}. Raises sign_in_required, missing_field, invalid_field,
-- not_found, not_allowed, rate_limited. Locks: integration, turn, jobs.
create or replace function integrations.replay_jobs(
  p_integration_id uuid,
  p_job_id uuid,
  p_since timestamptz,
  p_until timestamptz,
  p_only_failed boolean
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  c_most constant integer := 10000;
  v_found integrations.integrations := integrations.lock_integration(p_integration_id);
  v_ids uuid[];
begin
  perform core.hit_rate_limit('test_integration', v_found.id::text, v_found.org_id);
  if p_since > p_until then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'until', 'reason', 'it is before since'));
  end if;
  perform 1
  from integrations.turns as t
  where t.org_id = v_found.org_id and t.integration_id = v_found.id
  for no key update;
  v_ids := array(
    select j.id
    from integrations.jobs as j
    where j.org_id = v_found.org_id
      and j.integration_id = v_found.id
      and j.change_id is not null
      and (p_job_id is null or j.id = p_job_id)
      and (p_since is null or j.occurred_at >= p_since)
      and (p_until is null or j.occurred_at <= p_until)
      and (j.ended_at is not null or j.id = p_job_id)
      and (j.status = 'given_up' or p_only_failed is not true)
    order by j.change_id, j.number
    limit c_most + 1
  );
  if p_job_id is not null and cardinality(v_ids) = 0 then
    perform core.fail('not_found', jsonb_build_object('what', 'delivery', 'id', p_job_id));
  end if;
  update integrations.jobs as j
  set status = 'waiting', attempts = 0, next_try_at = core.clock(), ended_at = null
  where j.org_id = v_found.org_id and j.id = any (v_ids[:c_most]);
  update integrations.turns as t
  set due_at = core.clock()
  where t.org_id = v_found.org_id and t.integration_id = v_found.id;
  perform core.audit(
    v_found.org_id, 'integration', v_found.id::text, 'integration.replayed', null,
    jsonb_strip_nulls(jsonb_build_object(
      'jobs', cardinality(v_ids[:c_most]), 'job_id', p_job_id, 'since', p_since,
      'until', p_until, 'only_failed', p_only_failed)));
  return jsonb_build_object(
    'replayed', cardinality(v_ids[:c_most]), 'is_complete', cardinality(v_ids) <= c_most);
end
$$;
revoke all on function integrations.replay_jobs(
  uuid, uuid, timestamptz, timestamptz, boolean) from public;
grant execute on function integrations.replay_jobs(
  uuid, uuid, timestamptz, timestamptz, boolean) to authenticated;
