-- Forgets changes that no scanner asks for any more, because the cursor of who did not learn them
-- has expired. That a ticket was issued is kept: scanners begin with it.
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
    from door.ticket_changes as i
    where not i.is_issue
      and i.created_at < core.clock()
        - make_interval(days => core.setting('door.cursor_days')::integer + 1)
    limit p_limit
  ));
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
revoke all on function door.sweep_ticket_changes(integer) from public;
