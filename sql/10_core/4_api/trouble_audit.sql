-- The audit log is settled only up to long ago: its sweep does not come along, or a transaction is
-- open all the while. Figures, feeds and seals wait for it.
create or replace view core.trouble_audit as
select 'audit log' as id, p.settled_at as since
from core.audit_progress as p
where p.settled_at < core.clock() - interval '15 minutes'
  and p.settled_id < (select max(a.audit_id) from core.audit_log as a);
revoke all on core.trouble_audit from anon, authenticated, service_role;
comment on view core.trouble_audit is 'An audit log that is far from settled.';

insert into core.troubles (trouble, view, description, heal, remedy)
values ('audit_is_behind', 'core.trouble_audit',
  'The audit log is settled only up to long ago.', 'core.settle_audit',
  'entree heal audit_is_behind. Look in pg_stat_activity for a transaction that is long open.');
