-- Whether an org may put another event on sale by its plan: {allowed, active_events,
-- max_active_events (null: any number), plan}. Drafts can be made at any time. For staff with
-- billing.read. Raises missing_field, sign_in_required, not_found, not_allowed.
create or replace function events.can_create_event(p_org_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_active integer;
  v_limits billing.limits;
begin
  perform tenancy.authorise(core.require_id('org_id', p_org_id), 'billing.read');
  v_active := events.count_active(p_org_id);
  v_limits := billing.limit_of(p_org_id);
  if core.setting('billing.plans_required') <> 'true' then
    v_limits.max_active_events := null;
  end if;
  return jsonb_build_object(
    'allowed', v_active < coalesce(v_limits.max_active_events, v_active + 1),
    'active_events', v_active, 'max_active_events', v_limits.max_active_events,
    'plan', v_limits.plan);
end
$$;
revoke all on function events.can_create_event(uuid) from public;
grant execute on function events.can_create_event(uuid) to authenticated;
