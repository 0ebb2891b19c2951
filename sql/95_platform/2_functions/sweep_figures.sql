-- Folds entries of the audit log into the figures, at most `p_limit` of their numbers. A run reads
-- how far the log has come; the next knows that transactions from its own on began after that; one
-- after which all before have ended folds. So a change is in the figures two or three runs after
-- its commit, and none is missed. Returns how many numbers it went through.
-- Locks: the row of progress.
create or replace function platform.sweep_figures(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_progress platform.figure_progress;
  v_until bigint;
begin
  select p.* into v_progress from platform.figure_progress as p for update skip locked;
  if not found then
    insert into platform.figure_progress (is_only_row) values (true) on conflict do nothing;
    return 0;
  end if;
  v_until := v_progress.done_until;
  if v_progress.done_until < v_progress.read_until
    and v_progress.ended_xid <= pg_snapshot_xmin(pg_current_snapshot())
  then
    v_until := least(v_progress.done_until + p_limit, v_progress.read_until);
    perform platform.fold_changes(v_progress.done_until, v_until);
  end if;
  if v_until = v_progress.read_until then
    update platform.figure_progress as p
    set done_until = v_until, done_at = p.read_at, ended_xid = null, read_at = core.clock(),
      read_until = (select coalesce(max(a.audit_id), v_until) from core.audit_log as a);
  else
    update platform.figure_progress as p
    set done_until = v_until, ended_xid = coalesce(p.ended_xid, pg_current_xact_id());
  end if;
  return v_until - v_progress.done_until;
end
$$;
revoke all on function platform.sweep_figures(integer) from public;
