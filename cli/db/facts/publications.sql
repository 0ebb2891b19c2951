-- Publications, and each table in them with its columns and filter.
select
  null::name[],
  'publication ' || quote_ident(p.pubname),
  concat_ws(' ', 'owner ' || pg_get_userbyid(p.pubowner),
    case when p.puballtables then 'all tables' end, case when p.pubinsert then 'insert' end,
    case when p.pubupdate then 'update' end, case when p.pubdelete then 'delete' end,
    case when p.pubtruncate then 'truncate' end, case when p.pubviaroot then 'via root' end)
from pg_publication as p
union all
select
  null,
  format('publication %I of %s', p.pubname, r.prrelid::regclass),
  concat_ws(' ',
    'columns ' || (
      select string_agg(quote_ident(a.attname), ', ' order by a.attname)
      from pg_attribute as a
      where a.attrelid = r.prrelid and a.attnum = any (r.prattrs)
    ),
    'where ' || pg_get_expr(r.prqual, r.prrelid))
from pg_publication_rel as r
inner join pg_publication as p on p.oid = r.prpubid
union all
select null, format('publication %I of schema %s', p.pubname, s.pnnspid::regnamespace), ''
from pg_publication_namespace as s
inner join pg_publication as p on p.oid = s.pnpubid
