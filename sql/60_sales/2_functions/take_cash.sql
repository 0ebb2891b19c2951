-- Settles an order that is paid in cash as it is placed, under its own number.
create or replace function sales.take_cash(p_order sales.orders)
  returns sales.orders
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform payments.record_payment(
    payments.lock_payable(p_order.org_id, p_order.id), p_order.total_amount, 'cash',
    p_order.order_number, null);
  return sales.lock_order(p_order.org_id, p_order.id);
end
$$;
revoke all on function sales.take_cash(sales.orders) from public;
