-- Ends one session, of a device that was lost; the terminal stays open for others. For owners and
-- admins. Raises sign_in_required, missing_field, not_found, not_allowed.
create or replace function door.end_scanner_session(p_session_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_session door.terminal_sessions;
begin
  perform core.require_id('session_id', p_session_id);
  select s.* into v_session from door.terminal_sessions as s where s.id = p_session_id;
  perform tenancy.authorise(v_session.org_id, 'terminals.manage', 'session', p_session_id);
  update door.terminal_sessions as s
  set revoked_at = coalesce(s.revoked_at, core.clock())
  where s.org_id = v_session.org_id and s.id = v_session.id
  returning s.* into v_session;
  return jsonb_build_object(
    'session_id', p_session_id, 'terminal_id', v_session.terminal_id,
    'device_id', v_session.device_id, 'revoked_at', v_session.revoked_at);
end
$$;
revoke all on function door.end_scanner_session(uuid) from public;
grant execute on function door.end_scanner_session(uuid) to authenticated;
