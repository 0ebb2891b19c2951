-- Schemas. Every file in this folder answers rows (schemas, object, definition): `object` names one
-- thing, `definition` says all that a migration must reproduce of it, and a row counts when it
-- belongs to no schema or to one that is not the platform's. search_path is empty, so names are full.
select
  array[n.nspname],
  'schema ' || quote_ident(n.nspname),
  'owner ' || pg_get_userbyid(n.nspowner)
from pg_namespace as n
