-- Parameters have the prefix p_; those of RPCs are JSON keys and are bare.
select format('%s: %s', p.oid::regprocedure, a.name)
from pg_proc as p
cross join lateral unnest(p.proargnames, p.proargmodes) as a (name, mode)
where p.pronamespace = any (array(select s.oid from schemas as s))
  and coalesce(a.mode, 'i') in ('i', 'b', 'v')
  and starts_with(a.name, 'p_') = (p.pronamespace = 'public'::regnamespace)
