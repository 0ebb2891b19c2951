-- Tells in the audit log, and so to integrations, of scans that let somebody in or out: of those of
-- tickets that at most about `p_limit` changes are of, whole transactions at a time. A scan is told
-- once for each result that it comes to, at first and when an upload changes that; what was told
-- before stays. Goes no further than all transactions have ended, and writes down how far it came
-- in its own: nothing is missed, nothing is told twice. Returns how many changes it went through.
-- Locks: the row of progress.
create or replace function door.sweep_scans(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  -- Taken first: every change below it that was committed is visible to the statements that follow.
  v_snapshot pg_snapshot := pg_current_snapshot();
  v_after xid8;
  v_last xid8;
  v_count integer;
  v_org_ids uuid[];
  v_ticket_ids uuid[];
begin
  select p.done_until into v_after
  from door.scan_progress as p for no key update skip locked;
  if not found then
    -- Asked first, because the insert would wait for another sweep that is at it.
    if not exists (select from door.scan_progress) then
      insert into door.scan_progress (is_only_row) values (true) on conflict do nothing;
    end if;
    return 0;
  end if;
  if v_after >= pg_snapshot_xmax(v_snapshot) then
    -- A copy in another cluster, where transactions have other numbers. What was told is known.
    v_after := '0';
  end if;
  select count(*), max(f.xid), array_agg(f.org_id), array_agg(f.ticket_id)
  into v_count, v_last, v_org_ids, v_ticket_ids
  from (
    select c.org_id, c.ticket_id, c.xid
    from door.ticket_changes as c
    where not c.is_issue and c.xid > v_after and c.xid < pg_snapshot_xmin(v_snapshot)
    order by c.xid
    fetch first p_limit rows with ties
  ) as f;
  if v_count > 0 then
    perform door.tell_scans(v_org_ids, v_ticket_ids);
  end if;
  update door.scan_progress as p
  set done_until = coalesce(v_last, v_after)
  where p.done_until <> coalesce(v_last, v_after);
  return v_count;
end
$$;
revoke all on function door.sweep_scans(integer) from public;
