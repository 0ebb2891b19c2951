-- A status that is an enum moves along core.transitions: triggers on insert and update, a first
-- state that is the default, a way to every label, and no state that is no label.
with machine as (
  select a.attrelid, a.attnum, a.atttypid, k.event, (
    -- Arguments are stored one after the other, each ended by a zero byte.
    select convert_from(substr(t.tgargs, 1, position('\x00'::bytea in t.tgargs) - 1), 'utf8')
    from pg_trigger as t
    where t.tgrelid = a.attrelid
      and t.tgfoid = to_regproc('core.tg__transition')
      and t.tgtype & (k.bit | 3) = (k.bit | 3) -- for each row, before
      and t.tgenabled <> 'D'
    limit 1
  ) as name
  from pg_attribute as a
  inner join pg_class as c on c.oid = a.attrelid
  inner join pg_type as y on y.oid = a.atttypid
  cross join (values ('insert', 4), ('update', 16)) as k (event, bit)
  where c.relnamespace = any (array(select r.oid from rooms as r))
    and c.relkind in ('r', 'p')
    and a.attname = 'status'
    and y.typtype = 'e'
)
select format('%s: no trigger core.tg__transition before %s', m.attrelid::regclass, m.event)
from machine as m
where m.name is null
union all
select format('%s: machine %s has no first state (from new)', m.attrelid::regclass, m.name)
from machine as m
where m.event = 'insert'
  and not exists (
    select from core.transitions as t where t.machine = m.name and t.from_state = 'new'
  )
union all
select format('%s: nothing leads to %s of machine %s', m.attrelid::regclass, e.enumlabel, m.name)
from machine as m
inner join pg_enum as e on e.enumtypid = m.atttypid
where m.event = 'insert'
  and not exists (
    select from core.transitions as t where t.machine = m.name and t.to_state = e.enumlabel
  )
union all
select format('machine %s: %s is no state of %s', t.machine, s.state, m.atttypid::regtype)
from machine as m
inner join core.transitions as t on t.machine = m.name
cross join lateral (values (t.from_state), (t.to_state)) as s (state)
where m.event = 'insert'
  and s.state <> 'new'
  and not exists (
    select from pg_enum as e where e.enumtypid = m.atttypid and e.enumlabel = s.state
  )
union all
select format('%s: its default is no first state of machine %s', m.attrelid::regclass, m.name)
from machine as m
inner join pg_attrdef as d on d.adrelid = m.attrelid and d.adnum = m.attnum
where m.event = 'insert'
  and not exists (
    select from core.transitions as t
    where t.machine = m.name
      and t.from_state = 'new'
      and pg_get_expr(d.adbin, d.adrelid) = format('%L::%s', t.to_state, m.atttypid::regtype)
  )
union all
select format('machine %s belongs to no table', t.machine)
from core.transitions as t
where t.machine not in (select m.name from machine as m where m.name is not null)
