-- Raises paid_otherwise when an order needs no money, with how it was settled, and
-- order_not_payable when it can have none any more.
create or replace function sales.guard_unpaid(p_order sales.orders)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_payment payments.payments;
begin
  if p_order.status in ('overbooked', 'refunded') then
    perform core.fail('order_not_payable', jsonb_build_object('status', p_order.status));
  elsif p_order.status in ('paid', 'partially_refunded') then
    v_payment := payments.find_settling_payment(p_order.org_id, p_order.id);
    perform core.fail('paid_otherwise', jsonb_build_object(
      'order_number', p_order.order_number,
      'settlement', p_order.settlement,
      'payment_id', v_payment.id,
      'provider', v_payment.provider,
      'method', coalesce(v_payment.method, p_order.settlement::text),
      'reference', v_payment.reference,
      'paid_at', p_order.paid_at));
  end if;
end
$$;
revoke all on function sales.guard_unpaid(sales.orders) from public;
