-- Runs one sweep that failed or is late, in this transaction of its own as core.tick() does, unless
-- that was tried a moment ago; returns `p_limit` when there was one, since there may be more. Heals
-- `sweeps_fail` and `sweeps_are_late`.
create or replace function core.retry_sweeps(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update core.sweeps as s
  set last_run_at = '-infinity'
  where s.name = (
    select i.name
    from core.sweeps as i
    where i.last_run_at < core.clock() - interval '10 seconds'
      and (i.last_error is not null
        or i.last_run_at < core.clock() - 3 * i.every - interval '5 minutes')
    order by i.last_run_at, i.name
    limit 1
    for update skip locked);
  if not found then
    return 0;
  end if;
  perform core.tick();
  return p_limit;
end
$$;
revoke all on function core.retry_sweeps(integer) from public;
