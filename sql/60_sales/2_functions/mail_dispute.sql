-- Tells an organiser that a bank took money of an order back, or returned it, and how many tickets
-- are blocked or valid again because of it.
create or replace function sales.mail_dispute(
  p_order sales.orders,
  p_chargeback_id uuid,
  p_tickets bigint
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform core.emit(
    p_order.org_id, 'order:' || p_order.id,
    case when c.reversed_at is null
      then 'email.chargeback_received' else 'email.chargeback_reversed' end,
    sales.event_letter(p_order.org_id, p_order.event_id) || jsonb_build_object(
      'order_id', p_order.id,
      'order_number', p_order.order_number,
      'amount', c.amount,
      'currency', c.currency,
      'reason', c.reason,
      'tickets', p_tickets,
      'used', (
        select count(*)
        from sales.ticket_instances as t
        where t.org_id = p_order.org_id and t.order_id = p_order.id and t.status = 'used'
      )
    ))
  from payments.chargebacks as c
  where c.org_id = p_order.org_id and c.id = p_chargeback_id;
end
$$;
revoke all on function sales.mail_dispute(sales.orders, uuid, bigint) from public;
