-- Nobody waits in vain: what an enabled integration should have been told an hour ago was tried,
-- and no entity is told of out of order.
create or replace view integrations.promise_deliveries as
select 'delivery is overdue' as problem, j.id::text as id, j.event_type
from integrations.turns as t
join integrations.integrations as i on i.org_id = t.org_id and i.id = t.integration_id
join tenancy.orgs as o on o.id = i.org_id and o.deleted_at is null
cross join lateral integrations.first_jobs(i) as j
where i.status = 'enabled' and i.deleted_at is null
  and greatest(j.next_try_at, t.rests_until) < core.clock() - interval '1 hour'
union all
select 'delivered before an elder one', j.id::text, j.event_type
from integrations.jobs as elder
join integrations.jobs as j
  on j.org_id = elder.org_id
  and j.integration_id = elder.integration_id
  and j.entity_type = elder.entity_type
  and j.entity_id = elder.entity_id
  and (j.change_id, j.number) > (elder.change_id, elder.number)
where elder.status = 'retrying' and j.status = 'delivered'
  and j.ended_at > elder.last_tried_at;
revoke all on integrations.promise_deliveries from anon, authenticated, service_role;
comment on view integrations.promise_deliveries is
  'Deliveries that nobody tries, or that came out of order.';

insert into core.promises (promise, view, description)
values ('integrations_are_told', 'integrations.promise_deliveries',
  'What happened is delivered to every enabled integration, in order per entity.');
