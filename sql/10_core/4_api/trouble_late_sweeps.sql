-- Sweeps that have not run for long.
create or replace view core.trouble_late_sweeps as
select s.name as id, nullif(s.last_run_at, '-infinity') as since
from core.sweeps as s
where s.last_run_at < core.clock() - 3 * s.every - interval '5 minutes';
revoke all on core.trouble_late_sweeps from anon, authenticated, service_role;
comment on view core.trouble_late_sweeps is 'Sweeps that have not run for long.';

insert into core.troubles (trouble, view, description, heal, remedy)
values ('sweeps_are_late', 'core.trouble_late_sweeps',
  'Sweeps have not run for long.', 'core.retry_sweeps',
  'Start a worker: entree work. Or once: entree heal sweeps_are_late');
