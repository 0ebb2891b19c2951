-- A row never points into another tenant, and every table is closed by default: read from the
-- catalog, so that a change made by hand in a running database shows too.
create or replace view core.promise_tenancy as
with rooms as (
  select n.oid
  from pg_catalog.pg_namespace as n
  where n.nspname in (
    'core', 'tenancy', 'payments', 'invoicing', 'billing', 'events', 'sales', 'dining', 'door',
    'integrations', 'platform'
  )
),
org_columns as (
  select a.attrelid, a.attnum
  from pg_catalog.pg_attribute as a
  where a.attname = 'org_id' and not a.attisdropped
)
select c.conrelid::regclass::text as relation, c.conname::text as problem
from pg_catalog.pg_constraint as c
join rooms as r on r.oid = c.connamespace
join org_columns as f on f.attrelid = c.conrelid
join org_columns as t on t.attrelid = c.confrelid
where c.contype = 'f' and not (f.attnum = any (c.conkey) and t.attnum = any (c.confkey))
union all
select c.oid::regclass::text, 'row level security is off'
from pg_catalog.pg_class as c
join rooms as r on r.oid = c.relnamespace
where c.relkind in ('r', 'p') and not c.relrowsecurity;
revoke all on core.promise_tenancy from anon, authenticated, service_role;
comment on view core.promise_tenancy is
  'Foreign keys between tenant tables without org_id, and tables without row level security.';

insert into core.promises (promise, view, description)
values ('tenants_are_apart', 'core.promise_tenancy',
  'A row never points into another tenant; every table has row level security.');
