-- Comments on everything that can carry one, except what extensions bring.
select
  case when i.type = 'schema' then array[i.name::name] when i.schema is not null then array[i.schema::name] end,
  format('comment on %s %s', i.type, i.identity),
  d.description
from pg_description as d
cross join lateral pg_identify_object(d.classoid, d.objoid, d.objsubid) as i
where d.objoid >= 16384
  and not exists (
    select from pg_depend as e
    where e.classid = d.classoid and e.objid = d.objoid and e.deptype = 'e'
  )
