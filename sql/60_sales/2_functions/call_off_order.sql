-- Ends a locked order of an event that was called off: all that is left of its money goes back,
-- with the service fee or without, its tickets admit nobody any more, and its buyer is told. A
-- repeat sends nothing twice: a refund has its key from run and order. Returns what became of it.
-- Locks: what make_refund() locks.
create or replace function sales.call_off_order(
  p_run sales.event_refund_runs,
  p_order sales.orders
)
  returns sales.event_refund_orders
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_key uuid := md5(p_run.id::text || ':' || p_order.id)::uuid;
  v_items jsonb;
  v_refunds payments.refunds[] := '{}';
  v_done sales.event_refund_orders;
begin
  v_done.org_id := p_run.org_id;
  v_done.run_id := p_run.id;
  v_done.order_id := p_order.id;
  if p_order.status = 'pending' then
    v_done.outcome := 'cancelled';
    perform sales.cancel_unpaid(p_order);
  else
    v_items := sales.items_left(p_order, null);
    if sales.refundable_amount(p_order) > 0 then
      v_refunds := sales.make_refund(
        p_order, null, null, coalesce(p_run.reason, 'event cancelled'), v_key, 'system', null,
        p_run.include_fees);
    elsif v_items <> '[]' then
      perform sales.give_up(
        p_order, sales.value_cancellation(p_order, v_items, 0, false), 'event cancelled', v_key,
        'system');
    end if;
    v_done.outcome := case when v_refunds <> '{}' then 'refunded'
      when v_items <> '[]' then 'cancelled' else 'nothing' end;
  end if;
  v_done.refund_ids := array(select r.id from unnest(v_refunds) as r);
  v_done.amount := (select coalesce(sum(r.amount), 0) from unnest(v_refunds) as r);
  if v_done.outcome <> 'nothing' then
    perform core.emit(
      p_order.org_id, 'order:' || p_order.id, 'email.event_cancelled',
      sales.cancellation_letter(
        p_order, case p_order.status when 'pending' then null else v_done.amount end));
  end if;
  return v_done;
end
$$;
revoke all on function sales.call_off_order(sales.event_refund_runs, sales.orders) from public;
