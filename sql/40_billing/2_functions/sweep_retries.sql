-- Collects charges that failed once more, with the mandate of their org, on their days. Sweep
-- `billing.retries`. While another attempt is under way, or nothing can be collected with, it is
-- looked at again the next day.
create or replace function billing.sweep_retries(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_charge billing.charges;
  v_count integer := 0;
begin
  for v_charge in
    select c.*
    from billing.charges as c
    where c.retry_at <= v_now
    order by c.retry_at
    limit p_limit
  loop
    perform billing.collect(v_charge);
    v_count := v_count + 1;
  end loop;
  return v_count;
end
$$;
revoke all on function billing.sweep_retries(integer) from public;
