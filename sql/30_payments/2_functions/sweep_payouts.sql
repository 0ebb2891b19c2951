-- Sends workers to read what is paid out on connected accounts, some times a day. Sweep
-- `payments.payouts`.
create or replace function payments.sweep_payouts(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_fetch payments.payout_fetches;
  v_count integer := 0;
begin
  for v_fetch in
    select f.*
    from payments.payout_fetches as f
    where f.due_at <= core.clock()
    order by f.due_at
    limit p_limit
    for no key update skip locked
  loop
    perform payments.request_payouts(v_fetch);
    v_count := v_count + 1;
  end loop;
  return v_count;
end
$$;
revoke all on function payments.sweep_payouts(integer) from public;
