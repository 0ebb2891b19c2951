-- Marks an order as paid and issues its tickets, or carries out the change that it is for. The
-- caller has locked it and knows that the capacity of a sale is there.
create or replace function sales.mark_paid(p_order sales.orders)
  returns sales.orders
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders;
begin
  update sales.orders as o
  set status = 'paid', paid_at = core.clock(), expires_at = null, release_at = null,
    failed_at = null, cancelled_at = null, expired_at = null
  where o.org_id = p_order.org_id and o.id = p_order.id
  returning o.* into v_order;
  perform invoicing.note_change(v_order.org_id, v_order.id);
  if v_order.purpose = 'sale' then
    perform sales.issue_tickets(v_order);
  else
    perform sales.carry_out(v_order, p_order.status = 'pending');
  end if;
  return v_order;
end
$$;
revoke all on function sales.mark_paid(sales.orders) from public;
