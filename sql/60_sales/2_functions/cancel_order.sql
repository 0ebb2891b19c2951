-- Cancels an order by staff. One that is not paid gives its places back (orders.create); of one
-- that is paid (refunds.create) `p_refund` says what goes back: `all` that is left, service fee
-- included, what the event's `rules` give to whoever gives up a ticket now, or `none`. Its tickets
-- admit nobody any more, and its buyer is told. A repeat changes nothing.
--
-- Returns {order_id, order_number, status, refund_amount, currency}. Raises missing_field,
-- invalid_field, not_found, not_allowed, order_cannot_be_cancelled. Locks: payable, order, then
-- what make_refund() locks.
create or replace function sales.cancel_order(p_order_id uuid, p_refund text, p_reason text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_reason text := core.optional_text('reason', p_reason, 500);
  v_key uuid := md5('cancel:' || p_order_id)::uuid;
  v_order sales.orders;
begin
  perform core.require_id('order_id', p_order_id);
  select o.* into v_order from sales.orders as o where o.id = p_order_id;
  perform tenancy.authorise(v_order.org_id, 'orders.create', 'order', p_order_id);
  if p_refund not in ('all', 'rules', 'none') then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'refund', 'reason', 'it is one of all, rules, none'));
  end if;
  v_order := sales.lock_order(v_order.org_id, p_order_id);
  if v_order.status = 'pending' then
    perform sales.cancel_unpaid(v_order);
    v_order.status := 'cancelled';
  elsif v_order.status in ('paid', 'partially_refunded') then
    perform tenancy.authorise(v_order.org_id, 'refunds.create', 'order', p_order_id);
    perform core.require_text('refund', p_refund, 10);
    perform sales.cancel_paid(v_order, p_refund::sales.refund_choice, v_reason, v_key);
  elsif v_order.status not in ('cancelled', 'refunded') then
    perform core.fail('order_cannot_be_cancelled', jsonb_build_object(
      'status', v_order.status, 'reason', 'it is ' || v_order.status));
  end if;
  return jsonb_build_object(
    'order_id', v_order.id,
    'order_number', v_order.order_number,
    'status', v_order.status,
    'refund_amount', coalesce((
      select sum(r.amount) from unnest(payments.refunds_of_key(v_order.org_id, v_key)) as r), 0),
    'currency', v_order.currency);
end
$$;
revoke all on function sales.cancel_order(uuid, text, text) from public;
grant execute on function sales.cancel_order(uuid, text, text) to authenticated;
