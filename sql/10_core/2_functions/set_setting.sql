-- Changes a setting, or leaves it when it has the value already; answers the row as it is then. Who
-- read the setting before names its version (`p_expected_version`), so that two who change it at
-- once do not undo each other; null: whatever it is. Whoever calls this has been authorised.
-- Locks: the setting. Raises setting_not_found, missing_field, invalid_field, setting_changed.
create or replace function core.set_setting(
  p_key text,
  p_value jsonb,
  p_reason text,
  p_expected_version integer default null
)
  returns core.settings
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_setting core.settings;
  v_fault text;
begin
  select s.* into v_setting from core.settings as s where s.key = p_key for no key update;
  if not found then
    perform core.fail('setting_not_found', jsonb_build_object('key', coalesce(p_key, '?')));
  end if;
  if p_value is null then
    perform core.fail('missing_field', jsonb_build_object('field', 'value'));
  end if;
  v_fault := core.fault_of_setting(v_setting, p_value);
  if v_fault is not null then
    perform core.fail('invalid_field', jsonb_build_object('field', 'value', 'reason', v_fault));
  end if;
  if p_expected_version <> v_setting.version then
    perform core.fail('setting_changed', jsonb_build_object(
      'key', p_key, 'version', v_setting.version, 'value', v_setting.value));
  end if;
  if v_setting.value <> p_value then
    perform set_config('app.setting_reason', p_reason, true);
    update core.settings as s set value = p_value where s.key = p_key returning s.* into v_setting;
    perform set_config('app.setting_reason', '', true);
  end if;
  return v_setting;
end
$$;
revoke all on function core.set_setting(text, jsonb, text, integer) from public;
