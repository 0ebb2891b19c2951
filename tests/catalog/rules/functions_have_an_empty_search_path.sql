-- Every function has an empty search_path, so nobody can put an object of their own before ours.
select p.oid::regprocedure::text
from pg_proc as p
where p.pronamespace = any (array(select s.oid from schemas as s))
  and not coalesce('search_path=""' = any (p.proconfig), false)
