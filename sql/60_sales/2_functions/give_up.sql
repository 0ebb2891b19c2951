-- Ends items of a locked order at terms that value_cancellation() made: what goes back goes through
-- make_refund(), and for what is given up for nothing its tickets are void. A repeat with the same
-- key sends nothing twice. Locks: what make_refund() locks.
create or replace function sales.give_up(
  p_order sales.orders,
  p_terms sales.cancellation,
  p_reason text,
  p_idempotency_key uuid,
  p_actor_type core.actor_type
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_parts sales.refund_part[];
begin
  if p_terms.items = '[]' then
    return;
  elsif p_terms.refund_amount > 0 then
    perform sales.make_refund(
      p_order, p_terms.items, p_terms.refund_amount, p_reason, p_idempotency_key, p_actor_type,
      null, p_terms.with_fees);
    return;
  end if;
  -- What was used stays used.
  v_parts := array(
    select p
    from unnest(sales.plan_refund(p_order, p_terms.items, true)) as p
    left join sales.ticket_instances as t
      on t.org_id = p_order.org_id and t.id = p.ticket_instance_id
    where t.status is distinct from 'used'
  );
  update sales.order_items as i
  set forgone_quantity = i.forgone_quantity + p.quantity
  from unnest(v_parts) as p
  where i.org_id = p_order.org_id and i.id = p.order_item_id and i.kind <> 'ticket';
  perform sales.end_parts(p_order, v_parts, 'void');
end
$$;
revoke all on function sales.give_up(
  sales.orders, sales.cancellation, text, uuid, core.actor_type
) from public;
