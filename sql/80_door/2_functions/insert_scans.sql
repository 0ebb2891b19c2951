-- Writes the scans of an upload that are not here yet, as if each were alone; door.merge_scans()
-- says then what they come to together. A device's own refusal stands. Returns the ids of those
-- written.
create or replace function door.insert_scans(
  p_scanner door.scanner,
  p_event events.events,
  p_scans door.uploaded_scan[]
)
  returns uuid[]
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_ids uuid[];
begin
  with fresh as (
    select distinct on (s.id)
      s.*, s.device_result in ('admitted', 'checked_out') as lets_pass
    from unnest(p_scans) as s
    where s.refusal is null
    order by s.id, s.place
  ), written as (
    insert into door.scan_logs (
      org_id, id, event_id, list_id, ticket_instance_id, token_hash, device_id, terminal_id,
      user_id, mode, direction, scanned_at, corrected_at, snapshot_age, device_result, result,
      is_accepted
    )
    select
      p_scanner.org_id, f.id, p_event.id, f.list_id, f.ticket_instance_id, f.token_hash,
      p_scanner.device_id, p_scanner.terminal_id, p_scanner.user_id, 'offline', f.direction,
      f.scanned_at, f.corrected_at, f.snapshot_age, f.device_result,
      case
        when not f.lets_pass then f.device_result
        when f.ticket_instance_id is null then 'unknown'
        when not f.is_of_event then 'wrong_event'
        else f.device_result
      end,
      coalesce(f.lets_pass and f.is_of_event, false)
    from fresh as f
    order by f.id
    on conflict (org_id, id) do nothing
    returning id
  )
  select coalesce(array_agg(w.id), '{}') into v_ids from written as w;
  if cardinality(v_ids) < cardinality(p_scans) then
    -- Places that were made for a scan whose id another one took meanwhile.
    delete from door.admissions as a
    using unnest(p_scans) as s
    where a.org_id = p_scanner.org_id and a.list_id = s.list_id
      and a.ticket_instance_id = s.ticket_instance_id and a.scan_id = s.id
      and not exists (
        select from door.scan_logs as l
        where l.org_id = a.org_id and l.id = a.scan_id and l.list_id = a.list_id
          and l.ticket_instance_id = a.ticket_instance_id);
  end if;
  return v_ids;
end
$$;
revoke all on function door.insert_scans(
  door.scanner, events.events, door.uploaded_scan[]
) from public;
