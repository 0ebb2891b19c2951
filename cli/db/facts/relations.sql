-- Tables, partitions, views, materialized views and foreign tables, with row level security, storage
-- options, partitioning and inheritance, and the text of views.
select
  array[n.nspname],
  format('%s %s', kind.name, c.oid::regclass),
  concat_ws(
    ', ',
    'owner ' || pg_get_userbyid(c.relowner),
    case c.relpersistence when 'u' then 'unlogged' when 't' then 'temporary' end,
    case when c.relkind in ('r', 'p') then
      case when c.relrowsecurity then 'row security on' else 'row security off' end
    end,
    case when c.relforcerowsecurity then 'row security forced on the owner' end,
    'partition by ' || pg_get_partkeydef(c.oid),
    'partition ' || pg_get_expr(c.relpartbound, c.oid),
    (
      select 'inherits ' || string_agg(i.inhparent::regclass::text, ', ' order by i.inhseqno)
      from pg_inherits as i
      where i.inhrelid = c.oid
    ),
    'of type ' || format_type(nullif(c.reloftype, 0), null),
    case when c.relkind in ('r', 'p') then nullif('replica identity ' || c.relreplident::text, 'replica identity d') end,
    nullif('access method ' || a.amname, 'access method heap'),
    'options ' || (select string_agg(o, ' ' order by o) from unnest(c.reloptions) as o),
    'toast options ' || (select string_agg(o, ' ' order by o) from unnest(t.reloptions) as o),
    case when c.relkind = 'm' and not c.relispopulated then 'not populated' end
  )
  || coalesce(E'\n' || case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end, '')
from pg_class as c
inner join pg_namespace as n on n.oid = c.relnamespace
inner join (
  values
    ('r', 'table'), ('p', 'table'), ('v', 'view'), ('m', 'materialized view'), ('f', 'foreign table')
) as kind (relkind, name) on kind.relkind = c.relkind::text
left join pg_am as a on a.oid = c.relam
left join pg_class as t on t.oid = c.reltoastrelid
where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
  and not exists (
    select from pg_depend as d
    where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
  )
