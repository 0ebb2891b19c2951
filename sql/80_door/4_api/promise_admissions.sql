-- Who is in is what the scans come to. Places are compared that were scanned in the last two days,
-- so that the doctor's work does not grow with the years. A ticket that was blocked or freed since
-- may stand otherwise with its scans, but nobody is in or out for that.
create or replace view door.promise_admissions as
with places as (
  select s.org_id, array_agg(s.list_id) as list_ids, array_agg(s.ticket_instance_id) as ticket_ids
  from (
    select distinct i.org_id, i.list_id, i.ticket_instance_id
    from door.scan_logs as i
    where i.is_accepted and i.received_at > core.clock() - interval '2 days'
  ) as s
  group by s.org_id
), scans as (
  select
    r.*,
    p.org_id
  from places as p
  cross join lateral door.replay_scans(p.org_id, p.list_ids, p.ticket_ids) as r
), moves as (
  select distinct on (s.org_id, s.list_id, s.ticket_instance_id)
    s.org_id, s.list_id, s.ticket_instance_id, s.id, s.is_entry,
    count(*) filter (where s.is_entry and s.is_present) over (
      partition by s.org_id, s.list_id, s.ticket_instance_id) as entries
  from scans as s
  where s.is_move
  order by s.org_id asc, s.list_id asc, s.ticket_instance_id asc, s.corrected_at desc,
    s.device_id desc nulls last, s.id desc
)
select
  m.org_id,
  m.ticket_instance_id,
  'admitted otherwise than its scans come to' as problem
from moves as m
left join door.admissions as a
  on a.org_id = m.org_id and a.list_id = m.list_id
  and a.ticket_instance_id = m.ticket_instance_id
where (a.scan_id, a.is_inside, a.entries) is distinct from (m.id, m.is_entry, m.entries)
union all
select s.org_id, s.ticket_instance_id, 'a scan names another first one than its scans come to'
from scans as s
join door.scan_logs as l on l.org_id = s.org_id and l.id = s.id
where l.conflict_with is distinct from s.conflict_with;
revoke all on door.promise_admissions from anon, authenticated, service_role;
comment on view door.promise_admissions is 'Admissions that do not follow from the scans.';

insert into core.promises (promise, view, description)
values ('admissions_follow_from_scans', 'door.promise_admissions',
  'Who is in, and which scan was first, is what all scans of a ticket on a list come to.');
