-- Who may do what with which object: one row per object and grantee. Where nothing was ever granted
-- or revoked, the built-in default counts. A star marks the right to grant on.
with granted as (
  select array[n.nspname] as schemas, 'schema ' || quote_ident(n.nspname) as object,
    coalesce(n.nspacl, acldefault('n', n.nspowner)) as acl
  from pg_namespace as n
  where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  union all
  select array[n.nspname],
    case c.relkind when 'S' then 'sequence ' when 'v' then 'view ' when 'm' then 'view ' else 'table ' end
    || c.oid::regclass,
    coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner))
  from pg_class as c
  inner join pg_namespace as n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
    and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
  union all
  select array[n.nspname], format('column %s.%I', c.oid::regclass, a.attname), a.attacl
  from pg_attribute as a
  inner join pg_class as c on c.oid = a.attrelid
  inner join pg_namespace as n on n.oid = c.relnamespace
  where a.attacl is not null and n.nspname not in ('pg_catalog', 'information_schema')
  union all
  select array[n.nspname], 'function ' || p.oid::regprocedure,
    coalesce(p.proacl, acldefault('f', p.proowner))
  from pg_proc as p
  inner join pg_namespace as n on n.oid = p.pronamespace
  where n.nspname not in ('pg_catalog', 'information_schema')
    and not exists (
      select from pg_depend as d
      where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
    )
  union all
  select array[n.nspname], 'type ' || format_type(t.oid, null),
    coalesce(t.typacl, acldefault('T', t.typowner))
  from pg_type as t
  inner join pg_namespace as n on n.oid = t.typnamespace
  left join pg_class as c on c.oid = t.typrelid
  where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
    and t.typtype in ('e', 'd', 'r', 'c')
    and (c.oid is null or c.relkind = 'c')
    and not exists (
      select from pg_depend as d
      where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e'
    )
  union all
  select null, 'language ' || l.lanname, l.lanacl
  from pg_language as l
  where l.lanacl is not null
  union all
  select null, 'foreign server ' || s.srvname, coalesce(s.srvacl, acldefault('S', s.srvowner))
  from pg_foreign_server as s
  union all
  select null, 'foreign-data wrapper ' || w.fdwname, coalesce(w.fdwacl, acldefault('F', w.fdwowner))
  from pg_foreign_data_wrapper as w
)
select
  g.schemas,
  format('grant on %s to %s', g.object,
    case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end),
  string_agg(lower(a.privilege_type) || case when a.is_grantable then '*' else '' end, ', '
    order by a.privilege_type)
from granted as g
cross join lateral aclexplode(g.acl) as a
group by 1, 2
