-- Enums with their labels in order, domains, ranges and free-standing composite types. Constraints
-- of domains and columns of composite types have files of their own.
select
  array[n.nspname],
  'type ' || format_type(t.oid, null),
  format('owner %s, ', pg_get_userbyid(t.typowner))
  || case t.typtype
    when 'e' then format('enum (%s)', (
      select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder)
      from pg_enum as e
      where e.enumtypid = t.oid
    ))
    when 'd' then concat_ws(
      ' ',
      'domain over', format_type(t.typbasetype, t.typtypmod),
      case when t.typcollation <> b.typcollation then 'collate ' || t.typcollation::regcollation end,
      case when t.typnotnull then 'not null' end,
      'default ' || t.typdefault
    )
    when 'r' then (
      select format('range of %s, class %s, collation %s, canonical %s, difference %s, many %s',
        format_type(r.rngsubtype, null), o.opcname, r.rngcollation::regcollation, r.rngcanonical,
        r.rngsubdiff, format_type(r.rngmultitypid, null))
      from pg_range as r
      inner join pg_opclass as o on o.oid = r.rngsubopc
      where r.rngtypid = t.oid
    )
    when 'c' then 'composite'
    else 'base'
  end
from pg_type as t
inner join pg_namespace as n on n.oid = t.typnamespace
left join pg_type as b on b.oid = t.typbasetype
left join pg_class as c on c.oid = t.typrelid
where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
  and t.typcategory <> 'A'
  and t.typtype <> 'm'
  and (t.typtype <> 'c' or c.relkind = 'c')
  and not exists (
    select from pg_depend as d
    where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e'
  )
