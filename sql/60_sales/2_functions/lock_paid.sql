-- Locks the tickets and payments of a locked order that can be refunded, and answers the payments.
-- Raises order_not_paid, and order_already_refunded when nothing of its money is left.
create or replace function sales.lock_paid(p_order sales.orders)
  returns payments.payments[]
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_payments payments.payments[];
  v_left integer;
begin
  if p_order.status = 'refunded' then
    perform core.fail('order_already_refunded');
  elsif p_order.status not in ('paid', 'partially_refunded', 'overbooked') then
    perform core.fail('order_not_paid', jsonb_build_object('status', p_order.status));
  end if;
  perform 1
  from sales.ticket_instances as t
  where t.org_id = p_order.org_id and t.order_id = p_order.id
  order by t.id
  for no key update;
  v_payments := payments.lock_captured(p_order.org_id, p_order.id);
  select sum(payments.amount_left(p)) into v_left from unnest(v_payments) as p;
  if v_left = 0 then
    perform core.fail('order_already_refunded');
  end if;
  return v_payments;
end
$$;
revoke all on function sales.lock_paid(sales.orders) from public;
