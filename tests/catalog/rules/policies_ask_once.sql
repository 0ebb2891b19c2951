-- A policy asks who is there once per statement, not once per row: (select auth.uid()).
select format('%s on %s: %s', p.polname, p.polrelid::regclass, f.call[1])
from pg_policy as p
cross join lateral (
  values (pg_get_expr(p.polqual, p.polrelid)), (pg_get_expr(p.polwithcheck, p.polrelid))
) as e (expression)
cross join lateral regexp_matches(
  e.expression, '(?<!SELECT )\m(?:auth\.\w+|current_setting)\(', 'g'
) as f (call)
