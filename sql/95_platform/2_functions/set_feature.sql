-- Switches a feature on or off for a plan (null: as in general), or in general where no plan is
-- named. For platform admins; called by public.platform_set_feature().
-- Raises sign_in_required, platform_admin_required, missing_field, invalid_field.
create or replace function platform.set_feature(
  p_feature text,
  p_plan text,
  p_is_on boolean,
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
  v_plan billing.plan;
begin
  perform tenancy.require_platform_admin();
  v_reason := core.require_text('reason', p_reason, 500);
  perform platform.require_feature_name(p_feature);
  if p_plan is null then
    if p_is_on is null then
      perform core.fail('missing_field', '{"field": "is_on"}');
    end if;
    update billing.features as f set is_on = p_is_on where f.feature = p_feature;
  else
    v_plan := platform.read_plan(p_plan);
    if p_is_on is null then
      delete from billing.plan_features as o where o.plan = v_plan and o.feature = p_feature;
    else
      insert into billing.plan_features as o (plan, feature, is_on)
      values (v_plan, p_feature, p_is_on)
      on conflict (plan, feature) do update set is_on = excluded.is_on;
    end if;
  end if;
  perform tenancy.log_admin_act(
    'feature.set', null, 'feature', p_feature,
    jsonb_build_object('plan', p_plan, 'is_on', p_is_on, 'reason', v_reason));
  return jsonb_build_object('feature', p_feature, 'plan', p_plan, 'is_on', p_is_on);
end
$$;
revoke all on function platform.set_feature(text, text, boolean, text) from public;
grant execute on function platform.set_feature(text, text, boolean, text) to authenticated;
