-- A foreign key between tenant tables carries org_id, so that a row never points into another
-- tenant.
select format('%s on %s', c.conname, c.conrelid::regclass)
from pg_constraint as c
inner join pg_attribute as f on f.attrelid = c.conrelid and f.attname = 'org_id'
inner join pg_attribute as t on t.attrelid = c.confrelid and t.attname = 'org_id'
where c.contype = 'f'
  and coalesce(array_position(c.conkey, f.attnum) <> array_position(c.confkey, t.attnum), true)
union all
select format('%s on %s: only org_id refers to an org', c.conname, c.conrelid::regclass)
from pg_constraint as c
inner join pg_attribute as a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
where c.contype = 'f' and c.confrelid = to_regclass('tenancy.orgs') and a.attname <> 'org_id'
