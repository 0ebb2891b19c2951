-- Everything that a reader of the schema or of the OpenAPI meets has a comment.
select format('%s %s', k.name, c.oid::regclass)
from pg_class as c
inner join (values ('r', 'table'), ('p', 'table'), ('v', 'view'), ('m', 'view'))
  as k (kind, name) on k.kind = c.relkind::text
where c.relnamespace = any (array(select s.oid from schemas as s))
  and obj_description(c.oid, 'pg_class') is null
union all
select format('function %s', p.oid::regprocedure)
from pg_proc as p
where p.pronamespace = 'public'::regnamespace and obj_description(p.oid, 'pg_proc') is null
union all
select format('type %s', t.oid::regtype)
from pg_type as t
left join pg_class as c on c.oid = t.typrelid
where t.typnamespace = any (array(select r.oid from rooms as r))
  and (t.typtype in ('e', 'd', 'r') or (t.typtype = 'c' and c.relkind = 'c'))
  and obj_description(t.oid, 'pg_type') is null
union all
select format('schema %s', n.nspname)
from pg_namespace as n
where n.oid = any (array(select r.oid from rooms as r))
  and obj_description(n.oid, 'pg_namespace') is null
