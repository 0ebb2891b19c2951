-- Disables an integration whose address is `gone` or has been `failing`, and tells the owners and
-- admins of its org by mail. What waits stays, for the case that it is enabled again.
create or replace function integrations.disable(
  p_integration integrations.integrations,
  p_reason text
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_letter jsonb := tenancy.org_letter(p_integration.org_id);
  v_email text;
begin
  update integrations.integrations as i
  set status = 'disabled', status_reason = p_reason, disabled_at = core.clock(), paused_at = null
  where i.org_id = p_integration.org_id and i.id = p_integration.id;
  for v_email in
    select u.email
    from tenancy.org_members as m
    join auth.users as u on u.id = m.user_id and u.email <> ''
    where m.org_id = p_integration.org_id and m.role in ('owner', 'admin')
    order by m.user_id
  loop
    perform core.emit(
      p_integration.org_id, 'integration:' || p_integration.id || ':' || v_email,
      'email.integration_disabled',
      v_letter || jsonb_build_object(
        'email', v_email,
        'integration', p_integration.name,
        'host', substring(p_integration.config ->> 'url' from '://([^/:?]+)'),
        'reason', p_reason,
        'hours', core.setting('integrations.disable_after_hours')));
  end loop;
end
$$;
revoke all on function integrations.disable(integrations.integrations, text) from public;
