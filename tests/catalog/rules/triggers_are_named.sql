-- Triggers are named _NNN_what, which is the order in which they fire; their functions tg__what,
-- or tg_<table>__what when they serve one table.
select format('%s on %s calls %s', t.tgname, t.tgrelid::regclass, t.tgfoid::regproc)
from pg_trigger as t
inner join pg_proc as p on p.oid = t.tgfoid
where p.pronamespace = any (array(select r.oid from rooms as r))
  and not t.tgisinternal
  and (t.tgname !~ '^_[0-9]{3}_[a-z_]+$' or p.proname !~ '^tg_([a-z_]+)?_[a-z_]+$')
