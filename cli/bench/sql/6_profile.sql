-- What Postgres counted of functions since its statistics were reset, with track_functions = 'all'.
create function bench.function_times()
  returns table (name text, calls bigint, own_seconds double precision)
  language sql
  volatile
  set search_path = ''
as $$
  select f.schemaname || '.' || f.funcname, f.calls, f.self_time / 1000
  from pg_catalog.pg_stat_user_functions as f
  where f.schemaname <> 'bench' and f.calls > 0
  order by f.self_time desc
$$;
