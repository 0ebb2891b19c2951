-- Gives a setting the value again that it had in a version, as a new version. Called by
-- public.platform_revert_setting(). Raises version_not_found and what set_setting() raises.
create or replace function platform.revert_setting(
  p_key text,
  p_version integer,
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
  v_value jsonb;
begin
  perform tenancy.require_platform_admin();
  -- The first value of all is the old one of the first change.
  select v.value into v_value
  from (
    select h.version as version, h.new_value as value
    from core.setting_versions as h
    where h.key = p_key
    union all
    select 1 as version, coalesce((
      select h.old_value from core.setting_versions as h where h.key = s.key and h.version = 2
    ), s.value) as value
    from core.settings as s
    where s.key = p_key
  ) as v
  where v.version = p_version;
  if not found then
    perform core.fail('version_not_found', jsonb_build_object(
      'what', coalesce(p_key, '?'), 'version', coalesce(p_version::text, '?')));
  end if;
  return platform.set_setting(p_key, v_value, p_reason, p_expected_version);
end
$$;
revoke all on function platform.revert_setting(text, integer, text, integer) from public;
grant execute on function platform.revert_setting(text, integer, text, integer) to authenticated;
