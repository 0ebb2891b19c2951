-- An RPC has one signature: PostgREST tells overloads apart by the keys sent, and clients by luck.
select format('public.%s has several', p.proname)
from pg_proc as p
where p.pronamespace = 'public'::regnamespace
group by p.proname
having count(*) > 1
