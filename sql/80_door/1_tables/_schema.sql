-- Room door: who may enter, and who did. Devices scan tickets on check-in lists of an event, with
-- or without a network; every attempt is a row, and admissions are what follows from all of them.

create schema door;
comment on schema door is 'Terminals, devices, check-in lists, scans, admissions.';
grant usage on schema door to anon, authenticated, service_role;

-- The database role of a terminal: it executes the functions for scanning and reads nothing. A
-- server has it once, so another database on it finds it there. Postgres is in it as a worker may
-- connect as postgres.
do $$
begin
  create role scanner_terminal nologin noinherit;
exception when duplicate_object then
  null;
end
$$;
grant scanner_terminal to authenticator, postgres;
alter role scanner_terminal set statement_timeout to '8s';
grant usage on schema core, door, public to scanner_terminal;

create type door.list_kind as enum ('entrance', 'start', 'bag_drop', 'kit_pickup', 'finish');
comment on type door.list_kind is 'What is checked on a list.';

create type door.direction as enum ('in', 'out');
comment on type door.direction is 'Whether somebody comes in or goes out.';

create type door.scan_mode as enum ('online', 'offline', 'override');
comment on type door.scan_mode is
  'Decided here at once, by a device without a network, or by an owner or admin.';

create type door.scan_result as enum (
  'admitted', 'checked_out', 'reset', 'already_used', 'not_inside', 'wrong_event',
  'wrong_ticket_type', 'refunded', 'void', 'unknown', 'not_yet', 'too_late', 'blocked',
  'stale_accept'
);
comment on type door.scan_result is
  'What a scan came to: let in or out, reset by an override, or why not. stale_accept: a device let somebody in with a ticket that had ended after its last sync.';

insert into core.rate_limits (rule, subject, max_hits, window_seconds, description) values
  ('scanner_code_address', 'key', 10, 600,
   'Wrong codes of terminals per network, from devices that never logged in.'),
  ('scanner_code_device', 'key', 10, 600,
   'Wrong codes of terminals per device that has logged in before.'),
  ('scanner_code_org', 'key', 100, 600,
   'Wrong codes of terminals from all devices that an organisation let log in, and from where it did.'),
  ('scanner_code_all', 'key', 100, 600,
   'Wrong codes of terminals altogether, from devices and networks where nobody has logged in.');

insert into core.rate_limits (
  rule, subject, max_hits, window_seconds, knows_org, description
) values
  ('scanner_login_org', 'key', 600, 3600, true, 'Logins with the codes of one organisation.'),
  ('unknown_tickets', 'key', 60, 60, true, 'Unknown ticket codes that one session or user scans.'),
  ('scans_of_org', 'org', null, 60, true, 'Tickets scanned online per organisation.');
