-- Every foreign key has an index that begins with its columns.
select format('%s on %s', c.conname, c.conrelid::regclass)
from pg_constraint as c
where c.contype = 'f'
  and c.connamespace = any (array(select r.oid from rooms as r))
  and not exists (
    select
    from pg_index as i
    where i.indrelid = c.conrelid
      and i.indisvalid
      and (
        i.indpred is null
        or pg_get_expr(i.indpred, i.indrelid) in (
          select format('(%I IS NOT NULL)', a.attname)
          from pg_attribute as a
          where a.attrelid = c.conrelid and a.attnum = any (c.conkey)
        )
      )
      and (i.indkey::smallint[])[0:cardinality(c.conkey) - 1] @> c.conkey
  )
