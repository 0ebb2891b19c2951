-- Lets the registrations of an order follow it, after its status moved.
create or replace function sales.sync_registrations(p_order sales.orders)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
begin
  if p_order.status = 'paid' then
    update sales.registrations as r
    set status = 'paid', cancelled_at = null
    where r.org_id = p_order.org_id and r.order_id = p_order.id
      and r.status in ('pending', 'cancelled');
  elsif p_order.status = 'pending' then
    update sales.registrations as r
    set status = 'pending', cancelled_at = null
    where r.org_id = p_order.org_id and r.order_id = p_order.id and r.status = 'cancelled';
  elsif p_order.status = 'refunded' then
    update sales.registrations as r
    set status = 'refunded', refunded_at = v_now, cancelled_at = null
    where r.org_id = p_order.org_id and r.order_id = p_order.id
      and r.status in ('paid', 'cancelled');
  elsif p_order.status in ('failed', 'cancelled', 'expired', 'overbooked') then
    update sales.registrations as r
    set status = 'cancelled', cancelled_at = v_now
    where r.org_id = p_order.org_id and r.order_id = p_order.id and r.status = 'pending';
  end if;
end
$$;
revoke all on function sales.sync_registrations(sales.orders) from public;
