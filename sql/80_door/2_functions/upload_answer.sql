-- What a device hears of the scans that it uploaded, in the order in which it sent them. An id that
-- another scan has already is refused: what is stored stays.
create or replace function door.upload_answer(
  p_scanner door.scanner,
  p_event events.events,
  p_scans door.uploaded_scan[],
  p_new_ids uuid[]
)
  returns jsonb
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_strip_nulls(
    case when a.refusal is null then
      jsonb_build_object(
        'id', a.id, 'status', case when a.is_new then 'stored' else 'repeated' end,
        'result', a.result, 'is_accepted', a.is_accepted, 'corrected_at', a.corrected_at,
        'conflict_with', a.conflict_with,
        'snapshot_age_seconds', round(extract(epoch from a.snapshot_age))::bigint)
    else
      jsonb_build_object('id', a.id, 'status', 'refused', 'reason', a.refusal)
    end) order by a.place), '[]')
  from (
    select
      s.place, s.id, n.id is not null as is_new, l.result, l.is_accepted, l.corrected_at,
      l.conflict_with, l.snapshot_age,
      case
        when s.refusal is not null then s.refusal
        when l.device_id is distinct from p_scanner.device_id
          or (l.event_id, l.list_id, l.token_hash, l.direction)
            <> (p_event.id, s.list_id, s.token_hash, s.direction) then 'id_taken'
      end as refusal
    from unnest(p_scans) as s
    left join unnest(p_new_ids) as n (id) on n.id = s.id
    left join door.scan_logs as l
      on l.org_id = p_scanner.org_id and l.id = s.id and s.refusal is null
  ) as a
$$;
revoke all on function door.upload_answer(
  door.scanner, events.events, door.uploaded_scan[], uuid[]
) from public;
