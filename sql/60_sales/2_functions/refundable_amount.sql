-- How much of the money of an order can still be paid back, in cents: nothing that is on its way
-- back already, nor what was credited to another order.
create or replace function sales.refundable_amount(p_order sales.orders)
  returns integer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if p_order.status not in ('paid', 'partially_refunded', 'overbooked') then
    return 0;
  end if;
  return greatest(
    0, payments.amount_kept(p_order.org_id, p_order.id, true) + sales.credit_balance(p_order));
end
$$;
revoke all on function sales.refundable_amount(sales.orders) from public;
