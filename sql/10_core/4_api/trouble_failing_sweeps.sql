-- Sweeps that failed at their last run.
create or replace view core.trouble_failing_sweeps as
select s.name as id, s.last_run_at as since
from core.sweeps as s
where s.last_error is not null;
revoke all on core.trouble_failing_sweeps from anon, authenticated, service_role;
comment on view core.trouble_failing_sweeps is 'Sweeps that failed at their last run.';

insert into core.troubles (trouble, view, description, heal, remedy)
values ('sweeps_fail', 'core.trouble_failing_sweeps',
  'Sweeps failed at their last run; last_error in core.sweeps says why.', 'core.retry_sweeps',
  'entree heal sweeps_fail');
