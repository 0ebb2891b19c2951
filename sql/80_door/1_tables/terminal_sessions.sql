-- requires: devices
--
-- One login of a device with a terminal's code. Every call looks here, so that a session ends the
-- moment it is revoked, whatever its token says.

create table door.terminal_sessions (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  terminal_id uuid not null,
  device_id uuid not null,
  address text,
  created_at timestamptz not null default core.clock(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  constraint terminal_sessions_pkey primary key (org_id, id),
  constraint terminal_sessions_id_is_unique unique (id),
  constraint terminal_sessions_terminal_fkey foreign key (org_id, terminal_id)
    references door.terminals (org_id, id),
  constraint terminal_sessions_device_fkey foreign key (org_id, device_id)
    references door.devices (org_id, id),
  constraint session_lasts_up_to_a_day
    check (expires_at > created_at and expires_at <= created_at + interval '24 hours')
);
create index terminal_sessions_terminal_idx on door.terminal_sessions (org_id, terminal_id);
create index terminal_sessions_device_idx on door.terminal_sessions (org_id, device_id);
-- For logins, which know no org yet.
create index terminal_sessions_known_device_idx on door.terminal_sessions (device_id);
create index terminal_sessions_address_idx on door.terminal_sessions (address, created_at);
alter table door.terminal_sessions enable row level security;
comment on column door.terminal_sessions.address is
  'The network its device was in, see core.network_of.';
comment on table door.terminal_sessions is 'Logins of devices with the code of a terminal.';
