-- Does with subscriptions what time alone causes. Sweep `billing.subscriptions`. Those that
-- somebody is busy with are left for the next time.
create or replace function billing.sweep_subscriptions(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_subscription billing.subscriptions;
  v_count integer := 0;
begin
  for v_subscription in
    select s.*
    from billing.subscriptions as s
    where s.due_at <= core.clock()
    order by s.due_at
    limit p_limit
    for no key update skip locked
  loop
    perform billing.advance(v_subscription);
    v_count := v_count + 1;
  end loop;
  return v_count;
end
$$;
revoke all on function billing.sweep_subscriptions(integer) from public;
