-- What this project does not use: if it appears, it must appear on both sides. Only statistics are
-- told in full.
with object (classid, objid, definition) as (
  select 'pg_statistic_ext'::regclass, oid,
    concat_ws(', target ', pg_get_statisticsobjdef(oid), stxstattarget)
  from pg_statistic_ext
  union all
  select 'pg_cast'::regclass, oid, '' from pg_cast
  union all
  select 'pg_collation'::regclass, oid, '' from pg_collation
  union all
  select 'pg_conversion'::regclass, oid, '' from pg_conversion
  union all
  select 'pg_foreign_data_wrapper'::regclass, oid, '' from pg_foreign_data_wrapper
  union all
  select 'pg_foreign_server'::regclass, oid, array_to_string(srvoptions, ' ') from pg_foreign_server
  union all
  select 'pg_language'::regclass, oid, '' from pg_language
  union all
  select 'pg_opclass'::regclass, oid, '' from pg_opclass
  union all
  select 'pg_operator'::regclass, oid, '' from pg_operator
  union all
  select 'pg_opfamily'::regclass, oid, '' from pg_opfamily
  union all
  select 'pg_transform'::regclass, oid, '' from pg_transform
  union all
  select 'pg_ts_config'::regclass, oid, '' from pg_ts_config
  union all
  select 'pg_ts_dict'::regclass, oid, '' from pg_ts_dict
  union all
  select 'pg_ts_parser'::regclass, oid, '' from pg_ts_parser
  union all
  select 'pg_ts_template'::regclass, oid, '' from pg_ts_template
  union all
  select 'pg_user_mapping'::regclass, oid, '' from pg_user_mapping
)
select
  case when i.schema is not null then array[i.schema::name] end,
  format('%s %s', i.type, i.identity),
  coalesce(o.definition, '')
from object as o
cross join lateral pg_identify_object(o.classid, o.objid, 0) as i
where o.objid >= 16384
  and not exists (
    select from pg_depend as e
    where e.classid = o.classid and e.objid = o.objid and e.deptype = 'e'
  )
