-- Functions, procedures and aggregates: the text that creates them carries language, volatility,
-- security, settings and cost.
select
  array[n.nspname],
  format('function %s', p.oid::regprocedure),
  format(E'owner %s\n', pg_get_userbyid(p.proowner))
  || case
    when p.prokind <> 'a' then pg_get_functiondef(p.oid)
    else format('aggregate %s %s %s %s %s', pg_get_function_result(p.oid), a.aggtransfn,
      format_type(a.aggtranstype, null), a.aggfinalfn, a.agginitval)
  end
from pg_proc as p
inner join pg_namespace as n on n.oid = p.pronamespace
left join pg_aggregate as a on a.aggfnoid = p.oid
where n.nspname not in ('pg_catalog', 'information_schema')
  and not exists (
    select from pg_depend as d
    where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
  )
