-- Every table has row level security and a policy; `all_nobody` where only functions come.
select format('%s: %s', c.oid::regclass, case when c.relrowsecurity
  then 'no policy; say `create policy all_nobody … using (false)`'
  else 'row level security is off' end)
from pg_class as c
where c.relnamespace = any (array(select r.oid from rooms as r))
  and c.relkind in ('r', 'p')
  and (
    not c.relrowsecurity
    or not exists (select from pg_policy as p where p.polrelid = c.oid)
  )
