-- Raises payment_not_refundable when the money of an order came by a method that the provider
-- cannot send back by. Staff is told so; what is refunded without them waits for a person.
create or replace function sales.guard_refund(p_order sales.orders)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  perform core.fail('payment_not_refundable', jsonb_build_object(
    'payment_id', p.id, 'method', p.method))
  from payments.payments as p
  where p.org_id = p_order.org_id
    and p.payable_id = p_order.id
    and p.provider <> 'manual'
    and payments.amount_left(p) > 0
    and not payments.goes_back_by_itself(p);
end
$$;
revoke all on function sales.guard_refund(sales.orders) from public;
