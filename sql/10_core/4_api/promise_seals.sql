-- Each seal of a log goes on where the one before it ends, and holds on to it. What the entries are
-- is no question that is asked often: `entree audit verify` asks it. Of each log the last 1000
-- seals.
create or replace view core.promise_seals as
select s.log, s.seal_id, 'it does not follow the seal before it' as problem
from (select distinct h.log from core.audit_seals as h where h.seal_id = 1) as l
cross join lateral (
  select n.log, n.seal_id, n.after_id, n.previous
  from core.audit_seals as n
  where n.log = l.log
  order by n.seal_id desc
  limit 1000
) as s
left join core.audit_seals as b on b.log = s.log and b.seal_id = s.seal_id - 1
where s.after_id <> coalesce(b.until_id, 0)
  or s.previous <> coalesce(b.chained, decode(repeat('00', 32), 'hex'));
revoke all on core.promise_seals from anon, authenticated, service_role;
comment on view core.promise_seals is 'Seals of the audit logs that do not follow one another.';

insert into core.promises (promise, view, description)
values ('seals_follow_one_another', 'core.promise_seals',
  'Seals of the audit logs are a chain; `entree audit verify` looks at what they are of.');
