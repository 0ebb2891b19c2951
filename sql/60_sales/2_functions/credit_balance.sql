-- What credits add to the money of an order, in cents: what was credited to it for the ticket that
-- it replaced, less what orders that replaced its own tickets were credited.
create or replace function sales.credit_balance(p_order sales.orders)
  returns bigint
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return case when p_order.paid_at is not null then p_order.credit_amount else 0 end - (
    select coalesce(sum(o.credit_amount), 0)
    from sales.orders as o
    where o.org_id = p_order.org_id and o.credit_order_id = p_order.id and o.paid_at is not null
  );
end
$$;
revoke all on function sales.credit_balance(sales.orders) from public;
