-- Agrees other terms with an org than those of its plan: for platform admins, with the reason. A
-- term that is null is that of the plan; when all are, the agreement ends. Counts for its events on
-- sale within seconds. Returns {org_id, plan, ticket_limit, max_active_events, overage_amount,
-- limit_period}: what holds from now on. Raises sign_in_required, platform_admin_required,
-- missing_field, invalid_field, not_found. Locks: org, agreement.
create or replace function billing.set_plan_override(
  p_org_id uuid,
  p_ticket_limit integer,
  p_max_active_events integer,
  p_overage_amount integer,
  p_reason text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_reason text;
  v_before billing.limits;
begin
  perform tenancy.require_platform_admin();
  perform core.require_range('ticket_limit', p_ticket_limit, 1, 10000000);
  perform core.require_range('max_active_events', p_max_active_events, 1, 1000000);
  perform core.require_range('overage_amount', p_overage_amount, 0, 100);
  v_reason := core.require_text('reason', p_reason, 500);
  perform tenancy.lock_org_for_platform(core.require_id('org_id', p_org_id));
  v_before := billing.limit_of(p_org_id);
  if num_nonnulls(p_ticket_limit, p_max_active_events, p_overage_amount) = 0 then
    delete from billing.plan_overrides as o where o.org_id = p_org_id;
  else
    insert into billing.plan_overrides as o (
      org_id, ticket_limit, max_active_events, overage_amount, reason, set_by
    ) values (
      p_org_id, p_ticket_limit, p_max_active_events, p_overage_amount, v_reason, auth.uid()
    )
    on conflict (org_id) do update
    set ticket_limit = excluded.ticket_limit, max_active_events = excluded.max_active_events,
      overage_amount = excluded.overage_amount, reason = excluded.reason,
      set_by = excluded.set_by, set_at = excluded.set_at;
  end if;
  perform tenancy.log_admin_act(
    'plan_override.set', p_org_id, 'plan_override', p_org_id::text, jsonb_build_object(
      'ticket_limit', p_ticket_limit, 'max_active_events', p_max_active_events,
      'overage_amount', p_overage_amount, 'reason', v_reason, 'before', to_jsonb(v_before)));
  return to_jsonb(billing.limit_of(p_org_id)) || jsonb_build_object('org_id', p_org_id);
end
$$;
revoke all on function billing.set_plan_override(uuid, integer, integer, integer, text) from public;
grant execute on function billing.set_plan_override(uuid, integer, integer, integer, text)
  to authenticated;
