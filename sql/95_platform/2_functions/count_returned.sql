-- Counts an org that has come back to this database, for operators who import it: its figures went
-- with it, and the entries of the audit log that they were made of have stayed. What arrived with
-- it is counted by the sweep. Locks: the row of progress.
create or replace function platform.count_returned(p_org_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_until bigint;
begin
  select p.done_until into v_until from platform.figure_progress as p for update;
  if found then
    perform platform.fold_changes(0, v_until, p_org_id);
  end if;
end
$$;
revoke all on function platform.count_returned(uuid) from public;
