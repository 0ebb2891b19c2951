-- What an order has left of its money, in cents: of what came in for it and was credited to it,
-- what did not go back, is not on its way back, and was not credited to orders that replaced its
-- tickets. Less than nothing when more was credited from it than it has by now.
create or replace function sales.money_left(p_order sales.orders)
  returns bigint
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return payments.amount_kept(p_order.org_id, p_order.id, true) + sales.credit_balance(p_order);
end
$$;
revoke all on function sales.money_left(sales.orders) from public;
