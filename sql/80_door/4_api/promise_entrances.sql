-- Every event has an entrance, and a ticket is used while it was let in there, and only then. A
-- ticket that had ended, or was blocked, when a device without network let somebody in stays that.
create or replace view door.promise_entrances as
select e.org_id, e.id as event_id, null::uuid as ticket_instance_id, 'without an entrance' as problem
from events.events as e
where not exists (
  select 1 from door.checkin_lists as l
  where l.org_id = e.org_id and l.event_id = e.id and l.is_default
)
union all
select t.org_id, t.event_id, t.id, 'used without having been let in'
from sales.ticket_instances as t
join door.checkin_lists as l on l.org_id = t.org_id and l.event_id = t.event_id and l.is_default
left join door.admissions as a
  on a.org_id = t.org_id and a.list_id = l.id and a.ticket_instance_id = t.id
where t.status = 'used' and coalesce(a.entries, 0) = 0
union all
select a.org_id, a.event_id, a.ticket_instance_id, 'valid although it was let in'
from door.checkin_lists as l
join door.admissions as a on a.org_id = l.org_id and a.event_id = l.event_id and a.list_id = l.id
join sales.ticket_instances as t on t.org_id = a.org_id and t.id = a.ticket_instance_id
join door.scan_logs as s on s.org_id = a.org_id and s.id = a.scan_id
where l.is_default and a.entries > 0 and s.result = 'admitted' and t.status = 'valid';
revoke all on door.promise_entrances from anon, authenticated, service_role;
comment on view door.promise_entrances is
  'Events without an entrance, and tickets that are used, or not, without reason.';

insert into core.promises (promise, view, description)
values ('used_is_let_in', 'door.promise_entrances',
  'A ticket is used while its entrance has let it in, and only then; a reset is an override.');
