-- Extensions, with the schema that holds their objects.
select
  null::name[],
  'extension ' || quote_ident(e.extname),
  format('version %s in schema %I', e.extversion, n.nspname)
from pg_extension as e
inner join pg_namespace as n on n.oid = e.extnamespace
