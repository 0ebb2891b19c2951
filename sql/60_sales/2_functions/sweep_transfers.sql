-- Ends offers of tickets that nobody claimed in time, and tells who made them. One whose fee is
-- being paid is let alone until that is over. Sweep `sales.expire_transfers`. Locks: transfers,
-- skipping locked ones.
create or replace function sales.sweep_transfers(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_transfer sales.ticket_transfers;
  v_count integer := 0;
begin
  for v_transfer in
    select t.*
    from sales.ticket_transfers as t
    where t.status in ('pending', 'paying') and t.expires_at <= core.clock()
      and (t.status = 'pending' or exists (
        select 1 from sales.orders as o
        where o.org_id = t.org_id and o.id = t.order_id and o.status not in ('pending', 'paid')
      ))
    order by t.expires_at, t.id
    limit p_limit
    for no key update skip locked
  loop
    perform sales.end_transfer(v_transfer, 'expired');
    v_count := v_count + 1;
  end loop;
  return v_count;
end
$$;
revoke all on function sales.sweep_transfers(integer) from public;
