-- Locks an order, after its payable.
create or replace function sales.lock_order(p_org_id uuid, p_order_id uuid)
  returns sales.orders
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders;
begin
  perform payments.lock_payable(p_org_id, p_order_id);
  select o.* into strict v_order
  from sales.orders as o
  where o.org_id = p_org_id and o.id = p_order_id
  for no key update;
  return v_order;
end
$$;
revoke all on function sales.lock_order(uuid, uuid) from public;
