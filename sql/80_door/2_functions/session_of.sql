-- The open session that the claims of a terminal's token name. Raises scanner_session_over when it
-- has ended: it expired or was revoked, or its terminal was; org_is_moving.
create or replace function door.session_of(p_claims jsonb)
  returns door.scanner
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_scanner door.scanner;
  v_moving_at timestamptz;
begin
  select s.org_id, s.device_id, s.terminal_id, s.id, o.moving_at
  into v_scanner.org_id, v_scanner.device_id, v_scanner.terminal_id, v_scanner.session_id,
    v_moving_at
  from door.terminal_sessions as s
  join door.terminals as t on t.org_id = s.org_id and t.id = s.terminal_id and t.is_active
  join tenancy.orgs as o on o.id = s.org_id and o.deleted_at is null
  where s.id = (p_claims ->> 'session_id')::uuid
    and s.revoked_at is null and s.expires_at > core.clock();
  if not found then
    perform core.fail('scanner_session_over');
  end if;
  perform tenancy.guard_not_moving(v_scanner.org_id, v_moving_at);
  return v_scanner;
end
$$;
revoke all on function door.session_of(jsonb) from public;
