-- requires: scan_logs
--
-- The present truth per list and ticket: inside or not, and by which scan. Follows from the
-- accepted scans in their order, so that it can be made anew at any time. There is a row from the
-- first accepted scan on; an override that resets leaves it, with no entries.

create table door.admissions (
  org_id uuid not null,
  list_id uuid not null,
  ticket_instance_id uuid not null,
  event_id uuid not null,
  is_inside boolean not null,
  entries integer not null,
  scan_id uuid not null,
  device_id uuid,
  changed_at timestamptz not null,
  constraint admissions_pkey primary key (org_id, list_id, ticket_instance_id),
  constraint admissions_list_fkey foreign key (org_id, event_id, list_id)
    references door.checkin_lists (org_id, event_id, id),
  constraint admissions_ticket_instance_fkey foreign key (org_id, ticket_instance_id)
    references sales.ticket_instances (org_id, id),
  constraint entries_are_not_negative check (entries >= 0),
  constraint whoever_is_inside_has_entered check (not is_inside or entries > 0)
) with (fillfactor = 90);
create index admissions_event_idx on door.admissions (org_id, event_id, list_id, changed_at);
create index admissions_ticket_instance_idx on door.admissions (org_id, ticket_instance_id);
alter table door.admissions enable row level security;
comment on table door.admissions is 'Who is in, per check-in list and ticket.';
comment on column door.admissions.entries is
  'How often it was let in since it was last reset; more than once only with re-entry.';
-- No foreign key: the admission is taken before the scan is written, and a promise of the doctor
-- looks after it.
comment on column door.admissions.scan_id is 'The scan that made it so: for one who is inside, the one that wins.';
comment on column door.admissions.changed_at is 'When that scan was, by our clock (corrected_at).';
