-- Makes a user choose another password: the old one is worth nothing from now on, every session
-- ends, and the auth server sends them its mail with the link to choose a new one. For platform
-- admins. Returns {user_id, sessions}. Raises sign_in_required, platform_admin_required,
-- missing_field, invalid_field, not_found (also for a user without an e-mail address, who has no
-- password).
create or replace function platform.reset_password(p_user_id uuid, p_reason text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_reason text;
  v_user jsonb;
  v_sessions integer;
begin
  perform tenancy.require_platform_admin();
  v_reason := core.require_text('reason', p_reason, 500);
  v_user := platform.find_user(core.require_id('user_id', p_user_id));
  if coalesce(v_user ->> 'email', '') = '' then
    perform core.fail('not_found', jsonb_build_object('what', 'user', 'id', p_user_id));
  end if;
  v_sessions := platform.end_sessions(array[p_user_id]);
  update auth.users as u set encrypted_password = null where u.id = p_user_id;
  perform core.emit(
    null, 'user:' || p_user_id, 'email.reset_password',
    jsonb_build_object('email', v_user ->> 'email'));
  perform tenancy.log_admin_act(
    'password.reset', null, 'user', p_user_id::text,
    jsonb_build_object('reason', v_reason, 'sessions', v_sessions));
  perform platform.audit_in_orgs(
    p_user_id, 'user', p_user_id::text, 'user.password_reset',
    jsonb_build_object('reason', v_reason));
  return jsonb_build_object('user_id', p_user_id, 'sessions', v_sessions);
end
$$;
revoke all on function platform.reset_password(uuid, text) from public;
grant execute on function platform.reset_password(uuid, text) to authenticated;
