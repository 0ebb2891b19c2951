-- Marks an order as paid, issues its ticket instances and queues the one confirmation mail. The
-- caller has locked it and knows that its capacity is there.
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
  insert into sales.ticket_instances (
    org_id, order_id, order_item_id, event_id, ticket_type_id, code
  )
  select i.org_id, i.order_id, i.id, v_order.event_id, i.ticket_type_id, sales.random_code(20)
  from sales.order_items as i
  cross join generate_series(1, i.quantity)
  where i.org_id = p_order.org_id and i.order_id = p_order.id;
  perform sales.mail_order(v_order, 'email.order_confirmation');
  return v_order;
end
$$;
revoke all on function sales.mark_paid(sales.orders) from public;
