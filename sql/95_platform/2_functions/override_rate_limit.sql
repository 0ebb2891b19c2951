-- Sets how often a rule lets the orgs of a plan, or one org, which counts more; null: no longer
-- otherwise than the rule says. For platform admins; called by
-- public.platform_override_rate_limit(). Locks: the rule, the org.
-- Raises sign_in_required, platform_admin_required, missing_field, invalid_field, not_found.
create or replace function platform.override_rate_limit(
  p_rule text,
  p_plan text,
  p_org_id uuid,
  p_max_hits integer,
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
  v_rule core.rate_limits;
begin
  perform tenancy.require_platform_admin();
  v_reason := core.require_text('reason', p_reason, 500);
  v_rule := platform.lock_rate_limit(p_rule);
  perform core.require_range('max_hits', p_max_hits, 1, 1000000);
  if num_nonnulls(p_plan, p_org_id) <> 1 then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'plan', 'reason', 'either a plan or an org_id is needed'));
  elsif not v_rule.knows_org then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'rule', 'reason', 'it is counted where the organisation is not known'));
  elsif p_plan is not null then
    perform platform.read_plan(p_plan);
  else
    perform tenancy.lock_org_for_platform(p_org_id);
  end if;
  delete from core.rate_limit_overrides as o
  where o.rule = p_rule and o.class is not distinct from p_plan
    and o.org_id is not distinct from p_org_id;
  if p_max_hits is not null then
    insert into core.rate_limit_overrides (rule, class, org_id, max_hits)
    values (p_rule, p_plan, p_org_id, p_max_hits);
  end if;
  perform tenancy.log_admin_act(
    'rate_limit.overridden', p_org_id, 'rate_limit', p_rule,
    jsonb_build_object('plan', p_plan, 'max_hits', p_max_hits, 'reason', v_reason));
  return jsonb_build_object(
    'rule', p_rule, 'plan', p_plan, 'org_id', p_org_id, 'max_hits', p_max_hits);
end
$$;
revoke all on function platform.override_rate_limit(text, text, uuid, integer, text) from public;
grant execute on function platform.override_rate_limit(text, text, uuid, integer, text)
  to authenticated;
