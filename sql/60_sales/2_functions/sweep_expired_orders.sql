-- Expires pending orders whose time is up and gives their places back, after the provider was asked
-- once more about an open payment; until it has answered they are looked at again each minute.
-- Sweep `sales.expire_orders`. Locks: payables (skipping locked ones), orders, payments, and at the
-- end all their pools in ascending id.
create or replace function sales.sweep_expired_orders(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_order sales.orders;
  v_expired sales.orders[] := '{}';
  v_count integer := 0;
begin
  for v_order in
    select o.*
    from sales.orders as o
    join payments.payables as p on p.org_id = o.org_id and p.id = o.id
    where o.status = 'pending' and o.release_at <= v_now
    order by o.release_at
    limit p_limit
    for no key update of p, o skip locked
  loop
    v_count := v_count + 1;
    if payments.awaits_provider(v_order.org_id, v_order.id, v_order.expires_at) then
      update sales.orders as o
      set release_at = v_now + interval '1 minute'
      where o.org_id = v_order.org_id and o.id = v_order.id;
    else
      perform payments.give_up_attempts(v_order.org_id, v_order.id);
      perform sales.end_order(v_order, 'expired');
      v_expired := v_expired || v_order;
    end if;
  end loop;
  perform sales.release_claims(v_expired);
  return v_count;
end
$$;
revoke all on function sales.sweep_expired_orders(integer) from public;
