-- public is the front door and holds nothing else: views with the rights of their reader, and
-- functions with those of their caller.
select format('%s is no view', c.oid::regclass)
from pg_class as c
where c.relnamespace = 'public'::regnamespace and c.relkind not in ('v', 'i', 'c')
union all
select format('view %s is not read with the rights of its reader', c.oid::regclass)
from pg_class as c
where c.relnamespace = 'public'::regnamespace and c.relkind = 'v'
  and not coalesce('security_invoker=true' = any (c.reloptions), false)
union all
select format('function %s is a definer', p.oid::regprocedure)
from pg_proc as p
where p.pronamespace = 'public'::regnamespace and p.prosecdef
union all
select format('type %s belongs into a room', t.oid::regtype)
from pg_type as t
where t.typnamespace = 'public'::regnamespace and t.typrelid = 0 and t.typcategory <> 'A'
