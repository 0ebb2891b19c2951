-- requires: scan_logs, ticket_changes
--
-- The types of what devices upload, and of what scans come to together.

create type door.uploaded_scan as (
  place integer,
  id uuid,
  refusal text,
  list_id uuid,
  ticket_instance_id uuid,
  token_hash bytea,
  is_of_event boolean,
  direction door.direction,
  scanned_at timestamptz,
  corrected_at timestamptz,
  snapshot_age interval,
  device_result door.scan_result
);
comment on type door.uploaded_scan is
  'A scan as a device without network made it, read and checked; refusal says why it is not kept.';

create type door.replayed_scan as (
  id uuid,
  list_id uuid,
  ticket_instance_id uuid,
  event_id uuid,
  device_id uuid,
  corrected_at timestamptz,
  result door.scan_result,
  conflict_with uuid,
  is_move boolean,
  is_entry boolean,
  is_present boolean
);
comment on type door.replayed_scan is
  'What a scan comes to among all of its list and ticket: whether it moved somebody, let them in, and counts since the last reset.';
