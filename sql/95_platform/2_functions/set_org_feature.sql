-- Gives one org a feature or takes it away, whatever its plan; null: as its plan says again. For
-- platform admins; called by public.platform_set_org_feature(). Locks: org.
-- Raises sign_in_required, platform_admin_required, missing_field, invalid_field, not_found.
create or replace function platform.set_org_feature(
  p_org_id uuid,
  p_feature text,
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
begin
  perform tenancy.require_platform_admin();
  v_reason := core.require_text('reason', p_reason, 500);
  perform platform.require_feature_name(p_feature);
  perform tenancy.lock_org_for_platform(core.require_id('org_id', p_org_id));
  if p_is_on is null then
    delete from billing.feature_overrides as o where o.org_id = p_org_id and o.feature = p_feature;
  else
    insert into billing.feature_overrides as o (org_id, feature, is_on, reason)
    values (p_org_id, p_feature, p_is_on, v_reason)
    on conflict (org_id, feature) do update
    set is_on = excluded.is_on, reason = excluded.reason, created_at = core.clock();
  end if;
  perform tenancy.log_admin_act(
    'org.feature_set', p_org_id, 'feature', p_feature,
    jsonb_build_object('is_on', p_is_on, 'reason', v_reason));
  return jsonb_build_object(
    'org_id', p_org_id, 'feature', p_feature, 'is_on', billing.has_feature(p_org_id, p_feature));
end
$$;
revoke all on function platform.set_org_feature(uuid, text, boolean, text) from public;
grant execute on function platform.set_org_feature(uuid, text, boolean, text) to authenticated;
