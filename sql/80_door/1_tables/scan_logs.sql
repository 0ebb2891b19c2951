-- requires: checkin_lists, devices
--
-- Every attempt to scan a ticket, refused ones too, and every override. Which of the scans that let
-- somebody in (is_accepted) was first is decided by (corrected_at, device_id, id): what comes later
-- for the same place names the winner in conflict_with. Rows are written by functions and kept.

create table door.scan_logs (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid not null,
  list_id uuid not null,
  ticket_instance_id uuid,
  token_hash bytea,
  device_id uuid,
  terminal_id uuid,
  user_id uuid,
  mode door.scan_mode not null default 'online',
  direction door.direction not null default 'in',
  scanned_at timestamptz not null,
  corrected_at timestamptz not null,
  received_at timestamptz not null default core.clock(),
  result door.scan_result not null,
  device_result door.scan_result,
  is_accepted boolean not null,
  conflict_with uuid,
  snapshot_age interval,
  reason text,
  constraint scan_logs_pkey primary key (org_id, id),
  constraint scan_logs_list_fkey foreign key (org_id, event_id, list_id)
    references door.checkin_lists (org_id, event_id, id),
  constraint scan_logs_ticket_instance_fkey foreign key (org_id, ticket_instance_id)
    references sales.ticket_instances (org_id, id),
  constraint scan_logs_device_fkey foreign key (org_id, device_id)
    references door.devices (org_id, id),
  constraint scan_logs_conflict_fkey foreign key (org_id, conflict_with)
    references door.scan_logs (org_id, id),
  constraint scan_has_a_device_unless_it_overrides
    check (mode = 'override' or (device_id is not null and token_hash is not null)),
  constraint who_lets_in_knows_the_ticket check (not is_accepted or ticket_instance_id is not null),
  constraint override_has_a_reason_and_a_user
    check (mode <> 'override' or (reason is not null and user_id is not null)),
  constraint only_a_device_without_network_decides_itself
    check ((mode = 'offline') = (device_result is not null)),
  constraint snapshot_age_is_of_a_device_without_network
    check (snapshot_age is null or mode = 'offline'),
  constraint no_scan_conflicts_with_itself check (conflict_with <> id),
  constraint reason_is_1_to_500_characters check (length(btrim(reason)) between 1 and 500)
);
create index scan_logs_event_idx on door.scan_logs (org_id, event_id, list_id, received_at);
create index scan_logs_ticket_instance_idx
  on door.scan_logs (org_id, ticket_instance_id, list_id, corrected_at);
create index scan_logs_device_idx on door.scan_logs (org_id, device_id, received_at);
create index scan_logs_conflict_idx on door.scan_logs (org_id, conflict_with)
  where conflict_with is not null;
create index scan_logs_received_at_idx on door.scan_logs using brin (received_at);
alter table door.scan_logs enable row level security;
comment on table door.scan_logs is 'Every attempt to scan a ticket, and every override.';
comment on column door.scan_logs.id is 'Chosen by the device, so that a repeat is the same scan; else made here.';
comment on column door.scan_logs.token_hash is
  'SHA-256 of the ticket''s code, or of what was read where that is none (door.token_hash); never the token.';
comment on column door.scan_logs.terminal_id is 'The terminal whose session scanned; null: user_id did.';
comment on column door.scan_logs.scanned_at is 'As the device said.';
comment on column door.scan_logs.corrected_at is
  'When it was by our clock: for a scan online when it was decided here, else the device''s time corrected by its offset.';
comment on column door.scan_logs.result is 'What it comes to with all that is known by now.';
comment on column door.scan_logs.device_result is 'What a device without network decided; null: it was decided here.';
comment on column door.scan_logs.is_accepted is
  'Whether somebody was let in or out with it, rightly or not; only these move an admission.';
comment on column door.scan_logs.conflict_with is
  'The scan that was first: of a duplicate that was refused, or that let somebody in all the same (is_accepted).';
comment on column door.scan_logs.snapshot_age is
  'How old the device''s copy of the tickets was when it decided without network.';
comment on column door.scan_logs.reason is 'Why it was overridden, or more about a refusal: chargeback, event_cancelled, org_suspended, list_not_active, or why a ticket is void.';

create type door.scanner as (
  org_id uuid,
  device_id uuid,
  terminal_id uuid,
  user_id uuid,
  session_id uuid
);
comment on type door.scanner is
  'Who scans: a device, and the session of a terminal or the user that it scans for.';

create type door.gate as (
  org_id uuid,
  event_id uuid,
  list_id uuid,
  list text,
  opens_at timestamptz,
  closes_at timestamptz,
  allows_reentry boolean,
  is_default boolean,
  closed text,
  ticket_type_ids uuid[]
);
comment on type door.gate is
  'A check-in list as a scan finds it: closed says why it admits nobody at all, ticket_type_ids which types it is for (null: all).';

create type door.scanned_ticket as (
  id uuid,
  event_id uuid,
  ticket_type_id uuid,
  status sales.ticket_instance_status,
  void_reason text,
  blocked_at timestamptz,
  holder text,
  team text,
  ticket_type text,
  wave text,
  bib integer
);
comment on type door.scanned_ticket is 'A ticket as the door sees it; all null for none.';

create type door.verdict as (
  result door.scan_result,
  reason text,
  at timestamptz,
  conflict_with uuid
);
comment on type door.verdict is
  'What a scan comes to, more about a refusal, when it let somebody in or out, and which scan was first.';
