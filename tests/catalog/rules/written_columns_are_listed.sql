-- Clients may insert and update listed columns only, so that a new column is not theirs to write.
select format('%s: %s to %s', c.oid::regclass, lower(a.privilege_type), r.rolname)
from pg_class as c
cross join lateral aclexplode(c.relacl) as a
inner join pg_roles as r on r.oid = a.grantee
where c.relnamespace = any (array(select s.oid from schemas as s))
  and c.relkind in ('r', 'p', 'v')
  and a.grantee <> c.relowner
  and a.privilege_type in ('INSERT', 'UPDATE')
