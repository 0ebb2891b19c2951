-- Constraints of tables and domains: primary keys, unique, checks, foreign keys, exclusions.
select
  array[n.nspname],
  format('constraint %I on %s', c.conname, case when c.conrelid <> 0
    then c.conrelid::regclass::text else format_type(c.contypid, null) end),
  pg_get_constraintdef(c.oid)
from pg_constraint as c
inner join pg_namespace as n on n.oid = c.connamespace
where c.contype in ('c', 'f', 'p', 'u', 'x')
  and n.nspname not in ('pg_catalog', 'information_schema')
