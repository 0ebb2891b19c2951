-- Asks the provider about open payments of which nothing was heard in time: a webhook may be lost
-- for ever. Sweep `payments.check`.
create or replace function payments.sweep_stale_payments(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_payment payments.payments;
  v_count integer := 0;
begin
  for v_payment in
    select p.*
    from payments.payments as p
    where p.check_at <= core.clock()
    order by p.check_at
    limit p_limit
    for no key update skip locked
  loop
    perform payments.request_check(v_payment);
    v_count := v_count + 1;
  end loop;
  return v_count;
end
$$;
revoke all on function payments.sweep_stale_payments(integer) from public;
