-- Every tenant table has a key that begins with org_id, so that a tenant can be moved.
select c.oid::regclass::text
from pg_class as c
left join pg_index as i on i.indrelid = c.oid and i.indisprimary
left join pg_attribute as a on a.attrelid = c.oid and a.attnum = i.indkey[0]
where c.relnamespace = any (array(select r.oid from rooms as r))
  and c.relkind in ('r', 'p')
  and not c.oid::regclass::text like any (select w.name from without_tenant as w)
  and a.attname is distinct from 'org_id'
union all
select format('there is no table %s', w.name)
from without_tenant as w
where not exists (
  select from pg_class as c where c.relkind in ('r', 'p') and c.oid::regclass::text like w.name
)
