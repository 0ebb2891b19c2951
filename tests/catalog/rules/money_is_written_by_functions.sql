-- Money and capacity are written by functions only, whoever asks.
select format('%s: %s to %s', c.oid::regclass, lower(a.privilege_type), r.rolname)
from pg_class as c
left join pg_attribute as t on t.attrelid = c.oid and t.attacl is not null
cross join lateral aclexplode(array_cat(c.relacl, t.attacl)) as a
inner join pg_roles as r on r.oid = a.grantee
where c.relkind in ('r', 'p')
  and c.oid::regclass::text like any (select w.name from written_by_functions as w)
  and a.grantee <> c.relowner
  and a.privilege_type in ('INSERT', 'UPDATE', 'DELETE')
union all
select format('there is no table %s', w.name)
from written_by_functions as w
where not exists (
  select from pg_class as c where c.relkind in ('r', 'p') and c.oid::regclass::text like w.name
)
