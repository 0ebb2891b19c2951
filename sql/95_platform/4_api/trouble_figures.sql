-- The figures are far behind what happened: their sweep does not come along, or a transaction is
-- open all the while.
create or replace view platform.trouble_figures as
select 'figures' as id, p.done_at as since
from platform.figure_progress as p
where p.done_at < core.clock() - interval '15 minutes'
  and p.done_until < (select max(a.audit_id) from core.audit_log as a);
revoke all on platform.trouble_figures from anon, authenticated, service_role;
comment on view platform.trouble_figures is 'Figures that are far behind the audit log.';

insert into core.troubles (trouble, view, description, heal, remedy)
values ('figures_are_behind', 'platform.trouble_figures',
  'The figures of the platform are far behind.', 'platform.sweep_figures',
  'entree heal figures_are_behind. Look in pg_stat_activity for a transaction that is long open.');
