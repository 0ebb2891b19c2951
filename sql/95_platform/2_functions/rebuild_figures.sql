-- Forgets the figures; the sweep makes them anew out of the audit log, which holds everything. For
-- operators who have the database itself: after the platform's time zone was changed.
-- Locks: the row of progress.
create or replace function platform.rebuild_figures()
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update platform.figure_progress as p set done_until = 0, done_at = '-infinity';
  delete from platform.figures;
end
$$;
revoke all on function platform.rebuild_figures() from public;
