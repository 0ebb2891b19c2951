-- Forgets changes that no scanner asks for any more, because the cursor of who did not learn them
-- has expired, and whose scans have been told. That a ticket was issued is kept: scanners begin
-- with it. The oldest transactions are looked at, so an older change among younger ones waits.
create or replace function door.sweep_ticket_changes(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_count integer;
begin
  delete from door.ticket_changes as c
  where c.ctid = any (array(
    select i.ctid
    from (
      select o.ctid, o.created_at
      from door.ticket_changes as o
      where not o.is_issue and o.xid <= (select p.done_until from door.scan_progress as p)
      order by o.xid
      limit p_limit
    ) as i
    where i.created_at < core.clock()
      - make_interval(days => core.setting('door.cursor_days')::integer + 1)
  ));
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
revoke all on function door.sweep_ticket_changes(integer) from public;
