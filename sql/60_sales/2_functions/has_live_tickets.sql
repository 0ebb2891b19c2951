-- Whether an order has tickets that admit somebody, or did.
create or replace function sales.has_live_tickets(p_order sales.orders)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return exists (
    select 1
    from sales.ticket_instances as t
    where t.org_id = p_order.org_id and t.order_id = p_order.id and t.status in ('valid', 'used')
  );
end
$$;
revoke all on function sales.has_live_tickets(sales.orders) from public;
