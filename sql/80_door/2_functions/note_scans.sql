-- Notes the tickets that uploaded scans let in or out: of one whose place was taken already, no
-- admission changes, and yet it is to be told (door.sweep_scans).
create or replace function door.note_scans(p_org_id uuid, p_scan_ids uuid[])
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into door.ticket_changes (org_id, event_id, ticket_id)
  select s.org_id, s.event_id, s.ticket_instance_id
  from door.scan_logs as s
  where s.org_id = p_org_id and s.id = any (p_scan_ids) and s.is_accepted
  on conflict do nothing;
end
$$;
revoke all on function door.note_scans(uuid, uuid[]) from public;
