-- Records that the money for an order came past the provider: a bank transfer, cash, a card at the
-- desk. For staff with payments.record, who say how much it was: all of the order, nothing else is
-- taken. The order is settled as by the provider's money. Whatever its settlement: a buyer whose
-- online payment failed may have sent the money too.
--
-- Returns {order_id, order_number, status, payment_id, amount, currency, method, reference,
-- received_at}. A repeat with the same method and reference changes nothing. Raises not_found,
-- missing_field, invalid_field, wrong_amount, paid_otherwise, order_not_payable and
-- payment_not_accepted. Locks: payable, order, payments, pools.
create or replace function sales.record_manual_payment(
  p_order_id uuid,
  p_amount bigint,
  p_method text,
  p_reference text,
  p_received_at timestamptz
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_reference text;
  v_order sales.orders;
  v_payment payments.payments;
begin
  perform core.require_id('order_id', p_order_id);
  select o.* into v_order from sales.orders as o where o.id = p_order_id;
  perform tenancy.authorise(v_order.org_id, 'payments.record', 'order', p_order_id);
  v_reference := core.require_text('reference', p_reference, 200);
  perform sales.check_receipt(p_amount, p_method, p_received_at);
  v_order := sales.lock_order(v_order.org_id, p_order_id);
  v_payment := payments.find_recorded_payment(v_order.org_id, p_order_id, p_method, v_reference);
  if v_payment.id is null or v_payment.amount <> p_amount then
    perform sales.guard_unpaid(v_order);
    v_payment := payments.record_payment(
      payments.lock_payable(v_order.org_id, p_order_id), p_amount, p_method, v_reference,
      p_received_at);
    v_order := sales.lock_order(v_order.org_id, p_order_id);
  end if;
  return jsonb_build_object(
    'order_id', v_order.id,
    'order_number', v_order.order_number,
    'status', v_order.status,
    'payment_id', v_payment.id,
    'amount', v_payment.amount,
    'currency', v_payment.currency,
    'method', v_payment.method,
    'reference', v_payment.reference,
    'received_at', v_payment.paid_at
  );
end
$$;
revoke all on function sales.record_manual_payment(uuid, bigint, text, text, timestamptz)
  from public;
grant execute on function sales.record_manual_payment(uuid, bigint, text, text, timestamptz)
  to authenticated;
