-- A table has one party at a time: each live reservation keeps its table, or the tables of its
-- group, for its stay and the buffer after it, nothing else keeps one, and none is kept twice.
create or replace view dining.promise_tables as
with wanted as (
  select
    r.org_id, r.id as reservation_id, r.table_id, r.reservation_date,
    tstzrange(r.starts_at, r.ends_at + make_interval(mins => r.buffer_minutes)) as during
  from dining.reservations as r
  where r.status in ('pending_payment', 'option', 'confirmed', 'seated') and r.table_id is not null
  union all
  select
    r.org_id, r.id, m.table_id, r.reservation_date,
    tstzrange(r.starts_at, r.ends_at + make_interval(mins => r.buffer_minutes))
  from dining.reservations as r
  join dining.table_group_members as m
    on m.org_id = r.org_id and m.table_group_id = r.table_group_id
  where r.status in ('pending_payment', 'option', 'confirmed', 'seated')
)
select
  coalesce(w.org_id, o.org_id) as org_id,
  coalesce(w.reservation_id, o.reservation_id) as reservation_id,
  coalesce(w.table_id, o.table_id) as table_id,
  case
    when o.table_id is null then 'a reservation does not keep its table'
    when w.table_id is null then 'a table is kept for nobody'
    else 'a table is kept at another time than that of the stay'
  end as problem
from wanted as w
full join dining.table_occupancy as o
  on o.org_id = w.org_id and o.reservation_id = w.reservation_id and o.table_id = w.table_id
where o.table_id is null or w.table_id is null
  or (o.during, o.service_date) <> (w.during, w.reservation_date)
union all
select o.org_id, o.reservation_id, o.table_id, 'a table is kept twice'
from dining.table_occupancy as o
where exists (
  select
  from dining.table_occupancy as other
  where other.table_id = o.table_id and other.during && o.during
    and other.reservation_id <> o.reservation_id
);
revoke all on dining.promise_tables from anon, authenticated, service_role;
comment on view dining.promise_tables is 'Tables kept twice, or not as the reservations say.';

insert into core.promises (promise, view, description)
values ('a_table_has_one_party', 'dining.promise_tables',
  'Live reservations keep their tables, and no table is kept twice.');
