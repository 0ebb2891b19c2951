-- Nobody may truncate, or hang triggers and references on what is not theirs.
select format('%s: %s to %s', c.oid::regclass, lower(a.privilege_type), r.rolname)
from pg_class as c
cross join lateral aclexplode(c.relacl) as a
inner join pg_roles as r on r.oid = a.grantee
where c.relnamespace = any (array(select s.oid from schemas as s))
  and a.grantee <> c.relowner
  and a.privilege_type in ('TRUNCATE', 'TRIGGER', 'REFERENCES', 'MAINTAIN')
