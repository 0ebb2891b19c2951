-- What objects made from now on grant by themselves: one row per maker, schema, kind and grantee.
-- A built-in default that was revoked (execute for public) shows as a row that has it missing.
select
  array[n.nspname],
  format('default privileges of %I%s on %s to %s', pg_get_userbyid(d.defaclrole),
    ' in schema ' || quote_ident(n.nspname),
    case d.defaclobjtype
      when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions'
      when 'T' then 'types' when 'n' then 'schemas' else d.defaclobjtype::text
    end,
    case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end),
  string_agg(lower(a.privilege_type) || case when a.is_grantable then '*' else '' end, ', '
    order by a.privilege_type)
from pg_default_acl as d
left join pg_namespace as n on n.oid = d.defaclnamespace
cross join lateral aclexplode(d.defaclacl) as a
group by 1, 2
