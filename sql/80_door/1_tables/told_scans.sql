-- requires: scan_logs
--
-- What integrations have been told of scans that let somebody in or out. A sweep
-- (door.sweep_scans) goes through door.ticket_changes in the order of its transactions, as far as
-- these have ended, and tells of the scans of those tickets; so scanning itself writes nothing for
-- it, and none is missed that commits late.

-- What a scan had come to when it was last told. An upload may change that afterwards.
create table door.told_scans (
  org_id uuid not null,
  scan_id uuid not null,
  result door.scan_result not null,
  constraint told_scans_pkey primary key (org_id, scan_id),
  constraint told_scans_scan_fkey foreign key (org_id, scan_id)
    references door.scan_logs (org_id, id) on delete cascade
);
alter table door.told_scans enable row level security;
comment on table door.told_scans is 'What integrations have been told of scans.';

create table door.scan_progress (
  is_only_row boolean not null default true,
  done_until xid8 not null default '0',
  constraint scan_progress_pkey primary key (is_only_row),
  constraint there_is_one_row check (is_only_row)
);
alter table door.scan_progress enable row level security;
comment on table door.scan_progress is 'How far changes of tickets have been gone through for scans.';
comment on column door.scan_progress.done_until is
  'The last transaction whose changes have been gone through.';
