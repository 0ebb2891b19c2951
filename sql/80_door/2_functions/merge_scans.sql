-- Brings scans, admissions and tickets of some places up to date with what their accepted scans
-- come to (door.replay_scans). The caller has locked them (door.lock_places), and written its
-- scans. `p_list_ids` and `p_ticket_ids` name a place each, once.
--
-- A ticket is used from the first entry on the event's default list on, unless it had ended by
-- then; one that ended later keeps its state, and says when it was used.
create or replace function door.merge_scans(
  p_org_id uuid,
  p_list_ids uuid[],
  p_ticket_ids uuid[]
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_scans door.replayed_scan[] := array(
    select r from door.replay_scans(p_org_id, p_list_ids, p_ticket_ids) as r);
begin
  update door.scan_logs as s
  set result = r.result, conflict_with = r.conflict_with
  from unnest(v_scans) as r
  where s.org_id = p_org_id and s.id = r.id
    and (s.result, s.conflict_with) is distinct from (r.result, r.conflict_with);
  insert into door.admissions as a (
    org_id, list_id, ticket_instance_id, event_id, is_inside, entries, scan_id, device_id,
    changed_at
  )
  select distinct on (r.ticket_instance_id, r.list_id)
    p_org_id, r.list_id, r.ticket_instance_id, r.event_id, r.is_entry,
    count(*) filter (where r.is_entry and r.is_present) over (
      partition by r.ticket_instance_id, r.list_id),
    r.id, r.device_id, r.corrected_at
  from unnest(v_scans) as r
  where r.is_move
  order by r.ticket_instance_id, r.list_id, r.corrected_at desc, r.device_id desc nulls last,
    r.id desc
  on conflict (org_id, list_id, ticket_instance_id) do update
  set is_inside = excluded.is_inside, entries = excluded.entries, scan_id = excluded.scan_id,
    device_id = excluded.device_id, changed_at = excluded.changed_at
  where (a.is_inside, a.entries, a.scan_id) is distinct from
    (excluded.is_inside, excluded.entries, excluded.scan_id)
    or a.changed_at is distinct from excluded.changed_at;
  update sales.ticket_instances as t
  set status = case t.status when 'valid' then 'used' else t.status end,
    used_at = u.used_at
  from (
    select r.ticket_instance_id, min(r.corrected_at) as used_at,
      bool_or(r.device_id is not null) as was_scanned
    from unnest(v_scans) as r
    join door.checkin_lists as l on l.org_id = p_org_id and l.id = r.list_id and l.is_default
    where r.is_entry and r.is_present and r.result = 'admitted'
    group by r.ticket_instance_id
  ) as u
  where t.org_id = p_org_id and t.id = u.ticket_instance_id
    and (t.status in ('valid', 'used') or u.was_scanned)
    and (t.status = 'valid' or t.used_at is distinct from u.used_at);
end
$$;
revoke all on function door.merge_scans(uuid, uuid[], uuid[]) from public;
