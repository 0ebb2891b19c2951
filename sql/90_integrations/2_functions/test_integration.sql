-- Sends a test to an integration's address, also while it is paused or disabled: integration.test,
-- tried once. What came of it stands in its job. For staff with integrations.manage. Raises
-- sign_in_required, missing_field, not_found, not_allowed, rate_limited. Locks: integration, turn.
create or replace function integrations.test_integration(p_integration_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_found integrations.integrations := integrations.lock_integration(p_integration_id);
  v_job integrations.jobs;
begin
  perform core.hit_rate_limit('test_integration', v_found.id::text, v_found.org_id);
  insert into integrations.jobs (
    org_id, integration_id, event_type, entity_type, entity_id, occurred_at
  ) values (
    v_found.org_id, v_found.id, 'integration.test', 'integration', v_found.id::text, core.clock()
  )
  returning * into v_job;
  perform integrations.nudge(v_found.org_id, v_found.id);
  perform core.audit(
    v_found.org_id, 'integration', v_found.id::text, 'integration.tested', null,
    jsonb_build_object('job_id', v_job.id));
  return jsonb_build_object('job_id', v_job.id, 'status', v_job.status);
end
$$;
revoke all on function integrations.test_integration(uuid) from public;
grant execute on function integrations.test_integration(uuid) to authenticated;
