-- Row level security policies, on tables of the platform too.
select
  null::name[],
  format('policy %I on %s', p.polname, p.polrelid::regclass),
  concat_ws(
    ' ',
    case when p.polpermissive then 'permissive' else 'restrictive' end,
    'for',
    case p.polcmd
      when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete'
      else 'all'
    end,
    'to',
    (
      select string_agg(
        case when r = 0 then 'public' else pg_get_userbyid(r) end, ', '
        order by pg_get_userbyid(r)
      )
      from unnest(p.polroles) as r
    ),
    'using (' || pg_get_expr(p.polqual, p.polrelid) || ')',
    'with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')'
  )
from pg_policy as p
