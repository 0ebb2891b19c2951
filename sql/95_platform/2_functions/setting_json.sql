-- A setting as platform admins see it.
create or replace function platform.setting_json(p_setting core.settings)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return jsonb_build_object(
    'key', p_setting.key, 'value', p_setting.value, 'type', jsonb_typeof(p_setting.value),
    'minimum', p_setting.minimum, 'maximum', p_setting.maximum, 'choices', p_setting.choices,
    'numbers', p_setting.numbers, 'is_operational', p_setting.is_operational,
    'description', p_setting.description, 'version', p_setting.version, 'updated_at', p_setting.updated_at);
end
$$;
revoke all on function platform.setting_json(core.settings) from public;
