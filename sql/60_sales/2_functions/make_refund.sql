-- Sends money of an order back: of `p_items` (see read_refund_items), or an amount, or all that is
-- left when there is neither. The one way in which an order's money goes back, whoever decides. The
-- caller has locked the order, and does what follows before this: places are given back last.
--
-- What is refunded by items, or as a whole, is over at once: its tickets admit nobody from now on,
-- because nobody may have both the ticket and the money; a refund of an amount leaves them alone,
-- unless it is all that is left. `p_with_fees` gives shares of the service fee back, or not; null:
-- as the event says. With items an amount divides over them.
--
-- Returns the refunds: one per payment that the money came with; none when nothing was paid for it,
-- which ends tickets all the same. A repeat with the same key changes nothing and returns them.
-- Raises order_not_paid, order_already_refunded, refund_too_large and what plan_refund() raises.
-- Locks: orders that it has a credit of, tickets, payments, registrations, teams, ranges of start
-- numbers, pools.
create or replace function sales.make_refund(
  p_order sales.orders,
  p_items jsonb,
  p_amount integer,
  p_reason text,
  p_idempotency_key uuid,
  p_actor_type core.actor_type,
  p_internal_note text default null,
  p_with_fees boolean default null
)
  returns payments.refunds[]
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_refunds payments.refunds[] := payments.refunds_of_key(p_order.org_id, p_idempotency_key);
  v_payments payments.payments[];
  v_left integer;
  v_parts sales.refund_part[] := '{}';
  v_planned integer;
begin
  if v_refunds is not null then
    return v_refunds;
  end if;
  p_items := nullif(p_items, 'null');
  v_payments := sales.lock_paid(p_order);
  v_left := sales.refundable_amount(p_order);
  p_with_fees := coalesce(p_with_fees, sales.gives_fees_back(p_order));
  if p_items is not null or p_amount is null or p_amount = v_left then
    v_parts := sales.plan_refund(
      p_order, p_items, p_with_fees or (p_items is null and p_amount is not null));
    select coalesce(sum(p.amount + p.fee_amount), 0) into v_planned from unnest(v_parts) as p;
    if p_items is null then
      p_amount := coalesce(p_amount, case when p_with_fees then v_left
        else least(v_left, v_planned) end);
    elsif p_amount > v_planned then
      perform core.fail('refund_too_large', jsonb_build_object(
        'amount', p_amount, 'refundable', least(v_planned, v_left)));
    end if;
    if p_amount < v_planned then
      v_parts := sales.scale_refund(v_parts, p_amount);
    end if;
    p_amount := coalesce(p_amount, v_planned);
  end if;
  if p_amount > v_left then
    perform core.fail('refund_too_large', jsonb_build_object(
      'amount', p_amount, 'refundable', v_left));
  end if;
  v_refunds := payments.place_refunds(
    p_order.id, v_payments, p_amount, p_reason, p_idempotency_key, p_actor_type,
    p_internal_note);
  if v_refunds <> '{}' then
    perform sales.insert_refund_items(v_refunds, v_parts);
  end if;
  perform sales.end_parts(p_order, v_parts);
  return v_refunds;
end
$$;
revoke all on function sales.make_refund(
  sales.orders, jsonb, integer, text, uuid, core.actor_type, text, boolean
) from public;
