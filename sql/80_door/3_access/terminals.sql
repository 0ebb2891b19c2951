-- Who scans sees the terminals, sessions of theirs and devices of the org.
-- NOTE: insert, update and delete are not granted, because functions make codes and end sessions.
-- NOTE: select of code_hash and of addresses is not granted: nobody needs them.
revoke all on door.terminals, door.terminal_events, door.terminal_sessions, door.devices
  from anon, authenticated, service_role;
grant select (
  org_id, id, name, is_active, expires_at, last_login_at, created_by, created_at, updated_at,
  deleted_at
) on door.terminals to authenticated;
grant select on door.terminal_events, door.devices to authenticated;
grant select (
  org_id, id, terminal_id, device_id, created_at, expires_at, revoked_at
) on door.terminal_sessions to authenticated;

create policy select_staff on door.terminals for select to authenticated
  using (
    org_id = any (array(select tenancy.orgs_with('tickets.scan'))) and deleted_at is null
  );
create policy select_staff on door.terminal_events for select to authenticated
  using (
    org_id = any (array(select tenancy.orgs_with('tickets.scan')))
    and event_id <> all (array(select events.hidden('event')))
  );
create policy select_staff on door.terminal_sessions for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('terminals.manage'))));
create policy select_staff on door.devices for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('tickets.scan'))));

create trigger _100_touch before update on door.terminals
  for each row execute function core.tg__touch();
-- A login is no decision of anybody.
create trigger _900_audit
  after insert or delete or update of name, code_hash, is_active, expires_at, deleted_at
  on door.terminals
  for each row execute function core.tg__audit('terminal', 'code_hash');
create trigger _900_audit after insert or delete on door.terminal_events
  for each row execute function core.tg__audit('terminal_event');
create trigger _900_audit after insert or update of revoked_at on door.terminal_sessions
  for each row execute function core.tg__audit('terminal_session', 'address');

create trigger _100_touch before update on door.devices
  for each row execute function core.tg__touch();
