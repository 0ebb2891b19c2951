-- The audit log has personal columns as hashes: whatever trigger writes a table with some to it
-- names them all.
select format('%s: %s writes %s in clear', d.table_name, t.tgname, k.name)
from tenancy.personal_data as d
cross join unnest(d.columns) as k (name)
join pg_trigger as t
  on t.tgrelid = to_regclass(d.table_name) and t.tgfoid = 'core.tg__audit()'::regprocedure
where not k.name = any ((string_to_array(encode(t.tgargs, 'escape'), '\000'))[2:])
