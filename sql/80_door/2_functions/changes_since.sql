-- Up to `p_limit` changes that a device has to learn, in the order of their transactions: for one
-- that begins, all tickets that were issued; else what was not visible when its last sync began,
-- whenever it was committed since. Numbers above the present ones are of a database that this one
-- is a copy of; whoever begins here has them.
create or replace function door.changes_since(
  p_org_id uuid,
  p_event_id uuid,
  p_cursor door.sync_cursor,
  p_limit integer
)
  returns setof door.ticket_changes
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_xid xid8 := coalesce(p_cursor.after_xid, pg_snapshot_xmin(p_cursor.seen), '0');
  v_ticket_id uuid := coalesce(p_cursor.after_ticket, '00000000-0000-0000-0000-000000000000');
begin
  if p_cursor.seen is null then
    return query
      select c.*
      from door.ticket_changes as c
      where c.org_id = p_org_id and c.event_id = p_event_id
        and (c.xid, c.ticket_id) > (v_xid, v_ticket_id)
        and c.is_issue
      order by c.xid, c.ticket_id
      limit p_limit;
  else
    return query
      select c.*
      from door.ticket_changes as c
      where c.org_id = p_org_id and c.event_id = p_event_id
        and (c.xid, c.ticket_id) > (v_xid, v_ticket_id)
        and c.xid < pg_snapshot_xmax(pg_current_snapshot())
        and not pg_visible_in_snapshot(c.xid, p_cursor.seen)
      order by c.xid, c.ticket_id
      limit p_limit;
  end if;
end
$$;
revoke all on function door.changes_since(uuid, uuid, door.sync_cursor, integer) from public;
