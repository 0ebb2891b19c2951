-- Columns of tables, views, composite types. Their order in a table is not compared: a migration can
-- only add at the end, and nothing of ours reads columns by position.
select
  array[n.nspname],
  format('column %s.%I', c.oid::regclass, a.attname),
  concat_ws(
    ' ',
    format_type(a.atttypid, a.atttypmod),
    case when a.attcollation <> t.typcollation then 'collate ' || a.attcollation::regcollation end,
    case when a.attnotnull then 'not null' end,
    case a.attidentity when 'a' then 'identity always' when 'd' then 'identity by default' end,
    case a.attgenerated when 's' then 'generated' when '' then 'default' end
    || ' ' || pg_get_expr(d.adbin, d.adrelid),
    case when a.attstorage <> t.typstorage then format('storage %s', a.attstorage) end,
    'compression ' || nullif(a.attcompression::text, ''),
    'statistics ' || nullif(a.attstattarget, -1)::text,
    'options ' || array_to_string(a.attoptions, ' ')
  )
from pg_attribute as a
inner join pg_class as c on c.oid = a.attrelid
inner join pg_namespace as n on n.oid = c.relnamespace
inner join pg_type as t on t.oid = a.atttypid
left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
  and c.relkind in ('r', 'p', 'v', 'm', 'f', 'c')
  and a.attnum > 0
  and not a.attisdropped
