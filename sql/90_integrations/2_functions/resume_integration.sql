-- Lets an integration go on that was paused or disabled: what waits is tried at once. One that was
-- disabled has missed what happened meanwhile; it is told that too when `p_since` says from when
-- on. For staff with integrations.manage. Raises sign_in_required, missing_field, invalid_field,
-- not_found, not_allowed. Locks: integration, its turn.
create or replace function integrations.resume_integration(
  p_integration_id uuid,
  p_since timestamptz
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_found integrations.integrations := integrations.lock_integration(p_integration_id);
  v_settled bigint := core.settled_audit_id();
  v_was integrations.integration_status := v_found.status;
begin
  if not isfinite(p_since) or p_since > core.clock() then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'since', 'reason', 'it is no moment of the past'));
  end if;
  if v_was <> 'enabled' then
    update integrations.integrations as i
    set status = 'enabled', paused_at = null, disabled_at = null, status_reason = null,
      starts_after = case v_was when 'disabled' then v_settled else i.starts_after end
    where i.org_id = v_found.org_id and i.id = v_found.id
    returning i.* into v_found;
    update integrations.turns as t
    set failures = 0, failing_since = null, rests_until = '-infinity', due_at = core.clock()
    where t.org_id = v_found.org_id and t.integration_id = v_found.id;
    update integrations.jobs as j
    set next_try_at = core.clock()
    where j.org_id = v_found.org_id
      and j.integration_id = v_found.id
      and j.status in ('waiting', 'retrying');
  end if;
  if v_was = 'disabled' and p_since is not null then
    insert into integrations.catch_ups as c (org_id, integration_id, done_until, last_change_id)
    select v_found.org_id, v_found.id, a.first - 1, v_settled
    from (
      select min(l.audit_id) as first
      from core.audit_log as l
      where l.org_id = v_found.org_id and l.created_at >= p_since and l.audit_id <= v_settled
    ) as a
    where a.first is not null
    on conflict on constraint catch_ups_pkey do update
    set done_until = least(c.done_until, excluded.done_until),
      last_change_id = excluded.last_change_id;
  end if;
  return integrations.integration_json(v_found);
end
$$;
revoke all on function integrations.resume_integration(uuid, timestamptz) from public;
grant execute on function integrations.resume_integration(uuid, timestamptz) to authenticated;
