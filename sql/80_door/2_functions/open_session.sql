-- Logs a device in with the code of a terminal; for the worker, which signs `claims` for
-- `expires_in` seconds. A wrong code, and one of a terminal that is not open, is the same answer:
-- {is_refused: true}, returned and not raised, so that it stays counted. Earlier sessions of the
-- device end. Locks: terminal. Raises missing_field, invalid_field, rate_limited.
create or replace function door.open_session(
  p_code text,
  p_device_id uuid,
  p_app_version text,
  p_device_clock timestamptz
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_network text := core.network_of(core.client_address());
  v_terminal door.terminals;
  v_session door.terminal_sessions;
begin
  perform core.require_text('code', p_code, 100);
  perform core.require_id('device_id', p_device_id);
  perform core.guard_rate_limit(g.rule, g.subject)
  from door.guess_limits(p_device_id, v_network) as g;
  select t.* into v_terminal
  from door.terminals as t
  join tenancy.orgs as o on o.id = t.org_id and o.deleted_at is null
  where t.code_hash = any (door.terminal_code_hashes(p_code))
    and t.is_active and t.expires_at > v_now
  for no key update of t;
  if not found then
    perform core.hit_rate_limit(g.rule, g.subject)
    from door.guess_limits(p_device_id, v_network) as g;
    return '{"is_refused": true}';
  end if;
  perform core.hit_rate_limit(
    'scanner_login_org', v_terminal.org_id::text, v_terminal.org_id);

  update door.terminals as t
  set last_login_at = v_now
  where t.org_id = v_terminal.org_id and t.id = v_terminal.id;
  insert into door.devices as d (org_id, id, terminal_id, app_version, clock_offset_ms)
  values (
    v_terminal.org_id, p_device_id, v_terminal.id,
    core.optional_text('app_version', p_app_version, 50),
    (extract(epoch from v_now - door.read_moment(
      'device_clock', coalesce(p_device_clock, v_now))) * 1000)::bigint
  )
  on conflict (org_id, id) do update
  set terminal_id = excluded.terminal_id, user_id = null, app_version = excluded.app_version,
    clock_offset_ms = excluded.clock_offset_ms;
  update door.terminal_sessions as s
  set revoked_at = v_now
  where s.org_id = v_terminal.org_id and s.device_id = p_device_id
    and s.revoked_at is null and s.expires_at > v_now;
  insert into door.terminal_sessions (
    org_id, terminal_id, device_id, address, created_at, expires_at
  ) values (
    v_terminal.org_id, v_terminal.id, p_device_id, v_network, v_now, v_now + interval '24 hours')
  returning * into v_session;
  return jsonb_build_object(
    'session_id', v_session.id, 'expires_at', v_session.expires_at, 'expires_in', 86400,
    'claims', jsonb_build_object('role', 'scanner_terminal', 'session_id', v_session.id),
    'terminal', door.terminal_json(v_terminal) - array['event_ids', 'expires_at', 'is_active']);
end
$$;
revoke all on function door.open_session(text, uuid, text, timestamptz) from public;
grant execute on function door.open_session(text, uuid, text, timestamptz) to service_role;
