-- Sequences, those of identity columns included, and the column that owns them.
select
  array[n.nspname],
  format('sequence %s', s.seqrelid::regclass),
  format('%s, owner %s, start %s, step %s, from %s to %s, cache %s%s%s',
    format_type(s.seqtypid, null), pg_get_userbyid(c.relowner), s.seqstart, s.seqincrement,
    s.seqmin, s.seqmax, s.seqcache, case when s.seqcycle then ', cycle' end,
    (
      select format(', owned by %s.%I', d.refobjid::regclass, a.attname)
      from pg_depend as d
      inner join pg_attribute as a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
      where d.classid = 'pg_class'::regclass and d.objid = s.seqrelid
        and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')
    ))
from pg_sequence as s
inner join pg_class as c on c.oid = s.seqrelid
inner join pg_namespace as n on n.oid = c.relnamespace
