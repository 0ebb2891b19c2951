-- Nothing is granted to everyone; each role is named.
select format('%s: %s', g.object, lower(a.privilege_type))
from (
  select c.oid::regclass::text as object, c.relnamespace as namespace, c.relacl as acl
  from pg_class as c
  union all
  select format('%s.%I', t.attrelid::regclass, t.attname), c.relnamespace, t.attacl
  from pg_attribute as t
  inner join pg_class as c on c.oid = t.attrelid
  union all
  select p.oid::regprocedure::text, p.pronamespace,
    coalesce(p.proacl, acldefault('f', p.proowner))
  from pg_proc as p
  union all
  select n.nspname, n.oid, n.nspacl
  from pg_namespace as n
  where n.nspname <> 'public'
) as g
cross join lateral aclexplode(g.acl) as a
where a.grantee = 0
  and g.namespace = any (array(select s.oid from schemas as s))
