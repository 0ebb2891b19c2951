-- Changes a setting, for platform admins; the version that they saw keeps two of them from undoing
-- each other. The value that it has already changes nothing. Called by
-- public.platform_set_setting(). Locks: the setting. Raises sign_in_required,
-- platform_admin_required, missing_field, invalid_field, setting_not_found,
-- setting_is_operational, setting_changed.
create or replace function platform.set_setting(
  p_key text,
  p_value jsonb,
  p_reason text,
  p_expected_version integer
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_reason text;
  v_before core.settings;
  v_setting core.settings;
begin
  perform tenancy.require_platform_admin();
  v_reason := core.require_text('reason', p_reason, 500);
  if p_expected_version is null then
    perform core.fail('missing_field', '{"field": "expected_version"}');
  end if;
  select s.* into v_before from core.settings as s where s.key = p_key;
  if v_before.is_operational then
    perform core.fail('setting_is_operational', jsonb_build_object('key', p_key));
  end if;
  v_setting := core.set_setting(p_key, p_value, v_reason, p_expected_version);
  if v_setting.version > p_expected_version then
    perform tenancy.log_admin_act(
      'setting.changed', null, 'setting', p_key, jsonb_build_object(
        'old_value', v_before.value, 'new_value', v_setting.value,
        'version', v_setting.version, 'reason', v_reason));
  end if;
  return platform.setting_json(v_setting);
end
$$;
revoke all on function platform.set_setting(text, jsonb, text, integer) from public;
grant execute on function platform.set_setting(text, jsonb, text, integer) to authenticated;
