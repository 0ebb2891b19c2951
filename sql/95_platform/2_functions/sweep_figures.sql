-- Folds settled entries of the audit log into the figures, at most `p_limit` of their numbers.
-- Returns how many numbers it went through. Locks: the row of progress.
create or replace function platform.sweep_figures(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_after bigint;
  v_settled core.audit_progress;
  v_until bigint;
begin
  insert into platform.figure_progress (is_only_row) values (true) on conflict do nothing;
  select p.done_until into v_after from platform.figure_progress as p for update skip locked;
  if not found then
    return 0;
  end if;
  select s.* into v_settled from core.audit_progress as s;
  v_until := least(v_after + p_limit, greatest(v_settled.settled_id, v_after));
  if v_until > v_after then
    perform platform.fold_changes(v_after, v_until);
  end if;
  update platform.figure_progress as p
  set done_until = v_until,
    done_at = case when v_until = v_settled.settled_id then v_settled.settled_at else p.done_at end;
  return v_until - v_after;
end
$$;
revoke all on function platform.sweep_figures(integer) from public;
