-- How the database does, since its counters were reset: {size_bytes, connections, commits,
-- rollbacks, cache_hit_percent, deadlocks, temp_bytes, counted_since, statements, requests}.
-- `statements` are the ten that took most time in all, [{statement, calls, mean_ms, max_ms,
-- total_ms}], and `requests` what answering PostgREST took, {calls, mean_ms, max_ms}; both null
-- where the extension pg_stat_statements is not there, or not read.
create or replace function platform.database_health()
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_schema text := (
    select n.nspname
    from pg_extension as e
    join pg_namespace as n on n.oid = e.extnamespace
    where e.extname = 'pg_stat_statements');
  v_found jsonb;
begin
  if v_schema is not null then
    begin
      execute format(
        $f$
        with told as (
          select s.query, sum(s.calls) as calls, sum(s.total_exec_time) as total_ms,
            max(s.max_exec_time) as max_ms
          from %I.pg_stat_statements as s
          where s.dbid = (select d.oid from pg_database as d where d.datname = current_database())
          group by s.query
        )
        select jsonb_build_object(
          'statements', (
            select jsonb_agg(jsonb_build_object(
              'statement', left(t.query, 200), 'calls', t.calls,
              'mean_ms', round((t.total_ms / t.calls)::numeric, 2),
              'max_ms', round(t.max_ms::numeric, 2),
              'total_ms', round(t.total_ms::numeric)) order by t.total_ms desc)
            from (select x.* from told as x order by x.total_ms desc limit 10) as t),
          'requests', (
            select jsonb_build_object(
              'calls', coalesce(sum(t.calls), 0),
              'mean_ms', round((sum(t.total_ms) / sum(t.calls))::numeric, 2),
              'max_ms', round(max(t.max_ms)::numeric, 2))
            from told as t where t.query like '%%pgrst_%%'))
        $f$, v_schema)
      into v_found;
    exception when object_not_in_prerequisite_state or insufficient_privilege then
      -- The extension is made, but not loaded by the server, or not for us to read.
      v_found := null;
    end;
  end if;
  return (
    select jsonb_build_object(
      'size_bytes', pg_database_size(d.datid),
      'connections', d.numbackends,
      'commits', d.xact_commit,
      'rollbacks', d.xact_rollback,
      'cache_hit_percent',
      round(100.0 * d.blks_hit / nullif(d.blks_hit + d.blks_read, 0), 2),
      'deadlocks', d.deadlocks,
      'temp_bytes', d.temp_bytes,
      'counted_since', d.stats_reset,
      'statements', v_found -> 'statements',
      'requests', v_found -> 'requests')
    from pg_stat_database as d
    where d.datname = current_database()
  );
end
$$;
revoke all on function platform.database_health() from public;
