-- What a setting was before, newest first, for platform admins; `p_before` is the version to go on
-- from. Called by public.platform_setting_history().
-- Raises sign_in_required, platform_admin_required, setting_not_found, invalid_field.
create or replace function platform.setting_history(p_key text, p_before integer, p_limit integer)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  perform tenancy.require_platform_admin();
  perform core.require_range('limit', p_limit, 1, 200);
  perform 1 from core.settings as s where s.key = p_key;
  if not found then
    perform core.fail('setting_not_found', jsonb_build_object('key', coalesce(p_key, '?')));
  end if;
  return coalesce((
    select jsonb_agg(
      jsonb_build_object(
        'version', h.version, 'old_value', h.old_value, 'new_value', h.new_value,
        'reason', h.reason, 'changed_by', h.changed_by,
        'changed_by_email', (select u.email from auth.users as u where u.id = h.changed_by),
        'changed_at', h.changed_at)
      order by h.version desc)
    from (
      select v.*
      from core.setting_versions as v
      where v.key = p_key and (p_before is null or v.version < p_before)
      order by v.version desc
      limit coalesce(p_limit, 50)
    ) as h
  ), '[]');
end
$$;
revoke all on function platform.setting_history(text, integer, integer) from public;
grant execute on function platform.setting_history(text, integer, integer) to authenticated;
