-- requires: terminals
--
-- A phone or scanner, under the id that it chose for itself. Who scans with it now is its terminal
-- or its user; a device that changes hands keeps its scans.

create table door.devices (
  org_id uuid not null,
  id uuid not null,
  terminal_id uuid,
  user_id uuid,
  app_version text,
  last_sync_at timestamptz,
  last_cursor text,
  clock_offset_ms bigint,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint devices_pkey primary key (org_id, id),
  constraint devices_org_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint devices_terminal_fkey foreign key (org_id, terminal_id)
    references door.terminals (org_id, id),
  constraint devices_user_fkey foreign key (user_id) references auth.users (id)
    on delete set null,
  constraint device_has_a_terminal_or_a_user check (terminal_id is null or user_id is null),
  constraint app_version_is_1_to_50_characters check (length(btrim(app_version)) between 1 and 50),
  constraint last_cursor_is_up_to_500_characters check (length(last_cursor) <= 500)
);
create index devices_terminal_idx on door.devices (org_id, terminal_id);
create index devices_user_idx on door.devices (user_id) where user_id is not null;
alter table door.devices enable row level security;
comment on table door.devices is 'What scans.';
comment on column door.devices.id is 'Chosen by the device, once; unique within the org.';
comment on column door.devices.clock_offset_ms is
  'What is added to its clock to get ours, in milliseconds, as measured at its last login or sync.';
comment on column door.devices.last_cursor is 'Where its last sync ended.';
