-- A start number is worn by somebody who takes part. A team that takes part is led by one of its
-- members and has no more of them than fit; one that does not has none.
create or replace view sales.promise_race_day as
with teams as (
  select
    t.org_id,
    t.id,
    t.size_max,
    t.status = 'withdrawn' as is_withdrawn,
    count(r.id) as members,
    coalesce(bool_or(r.id = t.captain_id), false) as has_captain
  from sales.teams as t
  left join sales.registrations as r
    on r.org_id = t.org_id and r.team_id = t.id and r.status in ('pending', 'paid')
  group by t.org_id, t.id
)
select b.org_id, b.registration_id as subject, 'a start number of nobody who takes part' as problem
from sales.bibs as b
join sales.registrations as r on r.org_id = b.org_id and r.id = b.registration_id
where r.status <> 'paid' or r.event_id <> b.event_id
union all
select t.org_id, t.id, 'a team has more members than fit'
from teams as t
where t.members > t.size_max
union all
select t.org_id, t.id, 'a team that is withdrawn has members'
from teams as t
where t.is_withdrawn and t.members > 0
union all
select t.org_id, t.id, 'no member of a team is its captain'
from teams as t
where not t.is_withdrawn and not t.has_captain;
revoke all on sales.promise_race_day from anon, authenticated, service_role;
comment on view sales.promise_race_day is
  'Start numbers of nobody who takes part, and teams that are too large or without a captain.';

insert into core.promises (promise, view, description)
values ('who_starts_is_known', 'sales.promise_race_day',
  'A start number has one who takes part; a team its captain, and no more members than fit.');
