-- Opens a cursor on the scans of an export, refused ones and overrides too, the oldest first.
-- Without codes of tickets. Moments by the clocks of their event.
create or replace function door.export_scans(p_export sales.export, p_cursor refcursor)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  open p_cursor for
    select
      e.title as event, c.name as list, o.order_number, y.name as ticket_type,
      s.ticket_instance_id,
      to_char(s.corrected_at at time zone e.time_zone, 'YYYY-MM-DD HH24:MI:SS') as scanned_at,
      s.direction, s.mode, s.result, s.is_accepted, s.conflict_with is not null as is_conflict,
      m.name as terminal, s.device_id as device, s.reason, s.id as scan_id
    from door.scan_logs as s
    join events.events as e on e.org_id = s.org_id and e.id = s.event_id
    join door.checkin_lists as c on c.org_id = s.org_id and c.id = s.list_id
    left join sales.ticket_instances as t
      on t.org_id = s.org_id and t.id = s.ticket_instance_id
    left join sales.orders as o on o.org_id = t.org_id and o.id = t.order_id
    left join events.ticket_types as y on y.org_id = t.org_id and y.id = t.ticket_type_id
    left join door.terminals as m on m.org_id = s.org_id and m.id = s.terminal_id
    where s.org_id = p_export.org_id
      and (p_export.event_id is null or s.event_id = p_export.event_id)
      and s.corrected_at >= p_export.placed_from and s.corrected_at < p_export.placed_to
    order by s.corrected_at, s.id;
end
$$;
revoke all on function door.export_scans(sales.export, refcursor) from public;
