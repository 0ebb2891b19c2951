-- What keeps guests from coming, or may surprise them, in the tables of locations, and what their
-- availability rules, as they hold today, make of them: each with the row it is about and what its
-- sentence tells. Read through public.dining_setup_warnings.
create or replace view dining.warnings_of_tables
with (security_invoker = true) as
with usable as (
  select t.org_id, t.location_id, t.id, t.name, t.area_id, t.min_capacity, t.max_capacity
  from dining.tables as t
  join dining.areas as a on a.org_id = t.org_id and a.id = t.area_id and a.is_active
  where t.is_active
),
members as (
  select
    g.org_id, g.location_id, g.id, g.name, g.min_capacity, g.max_capacity,
    count(m.table_id) as tables, count(u.id) as usable,
    array_agg(distinct u.area_id) filter (where u.id is not null) as area_ids
  from dining.table_groups as g
  left join dining.table_group_members as m
    on m.org_id = g.org_id and m.table_group_id = g.id
  left join usable as u on u.org_id = m.org_id and u.id = m.table_id
  where g.is_active
  group by g.org_id, g.location_id, g.id, g.name, g.min_capacity, g.max_capacity
),
places as (
  select
    u.org_id, u.location_id, 'tables' as about_table, u.id, u.name, array[u.area_id] as area_ids,
    int4range(u.min_capacity, u.max_capacity, '[]') as sizes
  from usable as u
  union all
  select
    m.org_id, m.location_id, 'table_groups', m.id, m.name, m.area_ids,
    int4range(m.min_capacity, m.max_capacity, '[]')
  from members as m
  where m.tables > 0 and m.usable = m.tables
),
offers as (
  select
    o.org_id, o.location_id, o.id, o.area_ids, o.ticket_id, t.name as ticket, s.name as shift,
    int4range(t.min_party_size, t.max_party_size, '[]') as sizes
  from dining.shift_tickets as o
  join dining.shifts as s on s.org_id = o.org_id and s.id = o.shift_id and s.is_active
  join dining.tickets as t on t.org_id = o.org_id and t.id = o.ticket_id and t.is_active
  where o.is_active
),
seated as (
  select
    o.org_id, o.location_id, o.ticket_id, o.ticket,
    int4multirange(o.sizes) - coalesce(range_agg(p.sizes) filter (where p.id is not null), '{}')
      as sizes
  from offers as o
  left join places as p
    on p.org_id = o.org_id and p.location_id = o.location_id
    and (cardinality(o.area_ids) = 0 or p.area_ids <@ o.area_ids)
  group by o.org_id, o.location_id, o.ticket_id, o.ticket, o.sizes
),
rules as (
  -- In minutes of the service date.
  select
    r.org_id, r.table_id, r.rule_type, r.days_of_week,
    core.clock()::date between r.start_date and r.end_date as holds,
    case when r.start_time is null then int4range(null, null) else int4range(
      (extract(epoch from r.start_time) / 60)::integer,
      (extract(epoch from r.end_time) / 60)::integer
        + case when r.end_time <= r.start_time then 1440 else 0 end) end as during
  from dining.table_availability_rules as r
  where r.is_active
),
shifts as (
  select
    s.org_id, s.location_id, s.id, s.name, s.days_of_week,
    int4range(
      (extract(epoch from s.start_time) / 60)::integer,
      (extract(epoch from s.end_time) / 60)::integer
      + case when s.end_time <= s.start_time then 1440 else 0 end) as during
  from dining.shifts as s
  where s.is_active
),
evenings as (
  select
    s.org_id, s.location_id, s.id as shift_id, s.name as shift, d.day, u.id as table_id, u.name,
    exists (
      select from rules as r
      where r.org_id = u.org_id and r.table_id = u.id and r.rule_type = 'block' and r.holds
        and d.day = any (r.days_of_week) and r.during @> s.during
    ) or (
      exists (
        select from rules as r
        where r.org_id = u.org_id and r.table_id = u.id and r.rule_type = 'allow'
      )
      and not exists (
        select from rules as r
        where r.org_id = u.org_id and r.table_id = u.id and r.rule_type = 'allow' and r.holds
          and d.day = any (r.days_of_week) and r.during && s.during
      )
    ) as is_closed
  from shifts as s
  cross join lateral unnest(s.days_of_week) as d (day)
  join usable as u on u.org_id = s.org_id and u.location_id = s.location_id
)
select
  l.org_id, l.id as location_id, 'location_without_tables' as slug, 'error' as severity,
  'locations' as about_table, l.id as about_id, jsonb_build_object('name', l.name) as data
from dining.locations as l
where not exists (select from usable as u where u.org_id = l.org_id and u.location_id = l.id)
union all
select
  p.org_id, p.location_id, 'table_fits_no_ticket', 'warning', p.about_table, p.id,
  jsonb_build_object('name', p.name)
from places as p
where exists (select from offers as o where o.org_id = p.org_id and o.location_id = p.location_id)
  and not exists (
    select from offers as o
    where o.org_id = p.org_id and o.location_id = p.location_id and o.sizes && p.sizes
      and (cardinality(o.area_ids) = 0 or p.area_ids <@ o.area_ids)
  )
union all
select
  n.org_id, n.location_id, 'party_sizes_without_table', 'hint', 'tickets', n.ticket_id,
  jsonb_build_object('name', n.ticket, 'sizes', string_agg(
    case upper(r.sizes) - lower(r.sizes) when 1 then lower(r.sizes)::text
      else lower(r.sizes) || '–' || upper(r.sizes) - 1 end, ', ' order by lower(r.sizes)))
from (
  select
    s.org_id, s.location_id, s.ticket_id, s.ticket, range_intersect_agg(s.sizes) as sizes
  from seated as s
  group by s.org_id, s.location_id, s.ticket_id, s.ticket
) as n
cross join lateral unnest(n.sizes) as r (sizes)
group by n.org_id, n.location_id, n.ticket_id, n.ticket
union all
select
  o.org_id, o.location_id, 'areas_without_tables', 'error', 'shift_tickets', o.id,
  jsonb_build_object('name', o.ticket, 'shift', o.shift)
from offers as o
where cardinality(o.area_ids) > 0
  and not exists (
    select from usable as u where u.org_id = o.org_id and u.area_id = any (o.area_ids)
  )
union all
select
  m.org_id, m.location_id,
  case m.tables when 0 then 'group_without_tables' else 'group_with_closed_table' end, 'warning',
  'table_groups', m.id, jsonb_build_object('name', m.name)
from members as m
where m.tables = 0 or m.usable < m.tables
union all
select
  e.org_id, e.location_id, 'table_always_closed', 'warning', 'tables', e.table_id,
  jsonb_build_object('name', e.name)
from evenings as e
group by e.org_id, e.location_id, e.table_id, e.name
having bool_and(e.is_closed)
union all
select
  c.org_id, c.location_id, 'rules_close_shift', 'error', 'shifts', c.shift_id,
  jsonb_build_object('name', c.shift, 'days', jsonb_agg(c.day order by c.day))
from (
  select e.org_id, e.location_id, e.shift_id, e.shift, e.day
  from evenings as e
  group by e.org_id, e.location_id, e.shift_id, e.shift, e.day
  having bool_and(e.is_closed)
) as c
group by c.org_id, c.location_id, c.shift_id, c.shift;
revoke all on dining.warnings_of_tables from anon, authenticated, service_role;
grant select on dining.warnings_of_tables to authenticated;
comment on view dining.warnings_of_tables is 'Warnings about tables, groups and their rules.';
