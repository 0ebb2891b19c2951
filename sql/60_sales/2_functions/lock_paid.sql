-- Locks the tickets of a locked order that can be refunded, and the payments that its money came
-- with: its own, and through credits those of the orders whose tickets it replaced. Answers the
-- payments, its own first. Raises order_not_paid, and order_already_refunded when nothing is left.
create or replace function sales.lock_paid(p_order sales.orders)
  returns payments.payments[]
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_from sales.orders := p_order;
  v_orders uuid[] := array[p_order.id];
  v_order_id uuid;
  v_payments payments.payments[] := '{}';
begin
  if p_order.status = 'refunded' then
    perform core.fail('order_already_refunded');
  elsif p_order.status not in ('paid', 'partially_refunded', 'overbooked') then
    perform core.fail('order_not_paid', jsonb_build_object('status', p_order.status));
  end if;
  while v_from.credit_amount > 0 loop
    v_from := sales.lock_order(v_from.org_id, v_from.credit_order_id);
    v_orders := v_orders || v_from.id;
  end loop;
  perform 1
  from sales.ticket_instances as t
  where t.org_id = p_order.org_id and t.order_id = p_order.id
  order by t.id
  for no key update;
  foreach v_order_id in array v_orders loop
    v_payments := v_payments || payments.lock_captured(p_order.org_id, v_order_id);
  end loop;
  if v_payments <> '{}' and sales.refundable_amount(p_order) = 0 then
    perform core.fail('order_already_refunded');
  end if;
  return v_payments;
end
$$;
revoke all on function sales.lock_paid(sales.orders) from public;
