-- Ends all that is left of a locked paid order, as staff decided, and tells its buyer. Of one with
-- nothing left nothing changes. Raises order_cannot_be_cancelled when somebody was admitted with a
-- ticket of it and nothing goes back: what was used stays used.
create or replace function sales.cancel_paid(
  p_order sales.orders,
  p_refund sales.refund_choice,
  p_reason text,
  p_idempotency_key uuid
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_items jsonb := sales.items_left(p_order, null);
  v_event events.events;
  v_terms sales.cancellation;
begin
  if v_items = '[]' then
    return;
  end if;
  select e.* into strict v_event
  from events.events as e
  where e.org_id = p_order.org_id and e.id = p_order.event_id;
  v_terms := sales.value_cancellation(
    p_order, v_items,
    case p_refund when 'all' then 10000 when 'none' then 0
      else events.refund_rate_at(events.settings_of(v_event), core.clock()) end,
    p_refund = 'all' or sales.gives_fees_back(p_order));
  if p_refund = 'all' then
    v_terms.refund_amount := sales.refundable_amount(p_order);
  end if;
  if v_terms.refund_amount = 0 and exists (
    select from sales.ticket_instances as t
    where t.org_id = p_order.org_id and t.order_id = p_order.id and t.status = 'used'
  ) then
    perform core.fail('order_cannot_be_cancelled', jsonb_build_object(
      'status', p_order.status, 'reason', 'somebody was admitted with a ticket of it'));
  end if;
  perform core.audit(
    p_order.org_id, 'order', p_order.id::text, 'order.cancelled_by_staff', null,
    jsonb_strip_nulls(jsonb_build_object(
      'refund', p_refund, 'refund_amount', v_terms.refund_amount, 'reason', p_reason)));
  perform core.emit(
    p_order.org_id, 'order:' || p_order.id, 'email.order_cancelled',
    sales.cancellation_letter(p_order, v_terms.refund_amount));
  if p_refund = 'all' and v_terms.refund_amount > 0 then
    perform sales.make_refund(
      p_order, null, null, coalesce(p_reason, 'order cancelled'), p_idempotency_key,
      core.actor_type(), null, true);
  else
    perform sales.give_up(
      p_order, v_terms, coalesce(p_reason, 'order cancelled'), p_idempotency_key,
      core.actor_type());
  end if;
end
$$;
revoke all on function sales.cancel_paid(
  sales.orders, sales.refund_choice, text, uuid
) from public;
