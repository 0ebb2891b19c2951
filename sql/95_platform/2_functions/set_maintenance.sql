-- Begins or ends maintenance, for platform admins: meanwhile nobody else changes anything, while
-- everything is read, and payments that were begun are settled. What is said about it stands in
-- settings, and so has versions. Called by public.platform_set_maintenance(). Locks: the settings.
-- Raises sign_in_required, platform_admin_required, missing_field, invalid_field.
create or replace function platform.set_maintenance(
  p_is_on boolean,
  p_text_nl text,
  p_text_en text,
  p_retry_after integer,
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
  if p_is_on is null then
    perform core.fail('missing_field', '{"field": "is_on"}');
  end if;
  perform core.require_range('retry_after', p_retry_after, 10, 86400);
  perform core.set_setting(s.key, s.value, v_reason)
  from (
    values
    ('core.maintenance_is_on', to_jsonb(p_is_on)),
    (
      'core.maintenance_retry_seconds',
      to_jsonb(coalesce(p_retry_after, core.setting('core.maintenance_retry_seconds')::integer))
    ),
    ('core.maintenance_text_en', to_jsonb(coalesce(core.optional_text('text_en', p_text_en, 500), ''))),
    ('core.maintenance_text_nl', to_jsonb(coalesce(core.optional_text('text_nl', p_text_nl, 500), '')))
  ) as s (key, value);
  perform tenancy.log_admin_act(
    'maintenance.set', null, 'setting', 'core.maintenance_is_on',
    core.maintenance() || jsonb_build_object('reason', v_reason));
  return core.maintenance();
end
$$;
revoke all on function platform.set_maintenance(boolean, text, text, integer, text) from public;
grant execute on function platform.set_maintenance(boolean, text, text, integer, text)
  to authenticated;
