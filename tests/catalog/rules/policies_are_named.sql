-- A policy is named <command>_<who>; there is one per command and role. Policies combine with
-- `or`, and a second one for the same rows costs more than its own.
select format('%s on %s: its name begins with %s_', p.polname, p.polrelid::regclass, m.name)
from pg_policy as p
inner join (
  values ('r', 'select'), ('a', 'insert'), ('w', 'update'), ('d', 'delete'), ('*', 'all')
) as m (command, name) on m.command = p.polcmd::text
inner join pg_class as c on c.oid = p.polrelid
where c.relnamespace = any (array(select r.oid from rooms as r))
  and p.polname !~ format('^%s_[a-z_]+$', m.name)
union all
select format('several policies on %s for %s by %s', p.polrelid::regclass, p.polcmd,
  r.role::regrole)
from pg_policy as p
cross join lateral unnest(p.polroles) as r (role)
where p.polpermissive
group by p.polrelid, p.polcmd, r.role
having count(*) > 1
union all
select format('%s on %s: for everyone, so it must say `using (false)`', p.polname,
  p.polrelid::regclass)
from pg_policy as p
inner join pg_class as c on c.oid = p.polrelid
where c.relnamespace = any (array(select r.oid from rooms as r))
  and 0 = any (p.polroles)
  and pg_get_expr(p.polqual, p.polrelid) is distinct from 'false'
