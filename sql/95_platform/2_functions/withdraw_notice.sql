-- Takes a notice from everybody's screens; again, it changes nothing. For platform admins; called
-- by public.platform_withdraw_notice(). Raises sign_in_required, platform_admin_required,
-- missing_field, not_found.
create or replace function platform.withdraw_notice(p_notice_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_notice platform.notices;
begin
  perform tenancy.require_platform_admin();
  perform core.require_id('notice_id', p_notice_id);
  update platform.notices as n
  set withdrawn_at = coalesce(n.withdrawn_at, core.clock())
  where n.id = p_notice_id
  returning n.* into v_notice;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'notice', 'id', p_notice_id));
  end if;
  perform tenancy.log_admin_act('notice.withdrawn', null, 'notice', v_notice.id::text, '{}');
  return platform.notice_json(v_notice);
end
$$;
revoke all on function platform.withdraw_notice(uuid) from public;
grant execute on function platform.withdraw_notice(uuid) to authenticated;
