-- What has changed of what a scanner knows of a ticket, and in which transaction: triggers write a
-- row for each ticket that a statement issues or changes (status, who takes part, start number,
-- admissions), and nobody updates one. `xid` is the transaction's number, so a device that names
-- the snapshot of its last sync gets exactly what was not visible in it, however late it was
-- committed. Insert only and without foreign keys, so that a sale neither waits nor looks anything
-- up for it; tickets and events are never deleted.

create table door.ticket_changes (
  org_id uuid not null,
  event_id uuid not null,
  xid xid8 not null default pg_current_xact_id(),
  ticket_id uuid not null,
  is_issue boolean not null default false,
  created_at timestamptz not null default core.clock(),
  constraint ticket_changes_pkey primary key (org_id, event_id, xid, ticket_id)
);
create index ticket_changes_xid_idx on door.ticket_changes (xid) where not is_issue;
alter table door.ticket_changes enable row level security;
comment on table door.ticket_changes is 'What scanners have to learn: which ticket changed in which transaction.';
comment on column door.ticket_changes.is_issue is
  'Whether the ticket was issued then. There is one such row per ticket, and it stays.';

insert into core.settings (key, value, minimum, maximum, description) values
  ('door.cursor_days', '7', 0, 365,
   'How long a scanner can go on from its last sync before it has to begin anew.');

create type door.sync_cursor as (
  event_id uuid,
  as_of timestamptz,
  seen pg_snapshot,
  begun pg_snapshot,
  after_xid xid8,
  after_ticket uuid
);
comment on type door.sync_cursor is
  'Where the sync of a device stands: what it has seen before (null: nothing), when and in which snapshot the present one began, and after which change its next page begins.';

insert into core.rate_limits (
  rule, subject, max_hits, window_seconds, knows_org, description
) values
  ('sync_scanner', 'key', 240, 60, true, 'Pages of a sync per device.'),
  ('upload_scan_logs', 'key', 60, 60, true, 'Uploads of scans per device.'),
  ('search_tickets', 'key', 120, 60, true,
   'Searches for tickets per terminal session or user.');
