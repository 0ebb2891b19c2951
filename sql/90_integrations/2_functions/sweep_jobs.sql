-- Forgets deliveries that ended integrations.job_days ago, those of deleted integrations, and
-- secrets that sign no more; at most `p_limit` of each. Returns how many.
create or replace function integrations.sweep_jobs(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_days integer := core.setting('integrations.job_days')::integer;
  v_count integer;
  v_total integer := 0;
begin
  delete from integrations.jobs as j
  where j.ctid = any (array(
    select o.ctid from integrations.jobs as o
    where o.ended_at < core.clock() - make_interval(days => v_days)
    limit p_limit));
  get diagnostics v_count = row_count;
  v_total := v_total + v_count;
  delete from integrations.jobs as j
  where j.ctid = any (array(
    select o.ctid
    from integrations.integrations as i
    join integrations.jobs as o on o.org_id = i.org_id and o.integration_id = i.id
    where i.deleted_at is not null
    limit p_limit));
  get diagnostics v_count = row_count;
  v_total := v_total + v_count;
  delete from integrations.secrets as s where s.ends_at <= core.clock();
  return v_total;
end
$$;
revoke all on function integrations.sweep_jobs(integer) from public;
