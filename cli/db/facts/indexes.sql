-- Indexes, those of constraints included.
select
  array[n.nspname],
  format('index %s', i.indexrelid::regclass),
  concat_ws(
    ', ',
    pg_get_indexdef(i.indexrelid),
    case when not i.indisvalid then 'invalid' end,
    case when i.indisclustered then 'clustered' end,
    case when i.indisreplident then 'replica identity' end
  )
from pg_index as i
inner join pg_class as c on c.oid = i.indexrelid
inner join pg_namespace as n on n.oid = c.relnamespace
where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
