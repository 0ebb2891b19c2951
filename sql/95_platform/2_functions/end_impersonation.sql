-- Ends an impersonation, anybody's: its token counts no more from the next request on. For
-- platform admins. One that is over stays as it is. Returns {impersonation_id, ended_at}, ended_at
-- null where it had expired by itself. Locks: the impersonation. Raises sign_in_required,
-- platform_admin_required, missing_field, not_found.
create or replace function platform.end_impersonation(p_impersonation_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_found core.impersonations;
begin
  perform tenancy.require_platform_admin();
  select i.* into v_found
  from core.impersonations as i
  where i.id = core.require_id('impersonation_id', p_impersonation_id)
  for no key update;
  if not found then
    perform core.fail('not_found', jsonb_build_object(
      'what', 'impersonation', 'id', p_impersonation_id));
  end if;
  if v_found.ended_at is null and v_found.expires_at > core.clock() then
    update core.impersonations as i
    set ended_at = core.clock()
    where i.id = p_impersonation_id
    returning i.* into v_found;
    perform tenancy.log_admin_act(
      'impersonation.ended', null, 'user', v_found.user_id::text,
      jsonb_build_object('impersonation_id', v_found.id));
    perform platform.audit_in_orgs(
      v_found.user_id, 'impersonation', v_found.id::text, 'impersonation.ended', null);
  end if;
  return jsonb_build_object('impersonation_id', v_found.id, 'ended_at', v_found.ended_at);
end
$$;
revoke all on function platform.end_impersonation(uuid) from public;
grant execute on function platform.end_impersonation(uuid) to authenticated;
