-- What whoever asks for a refund is answered: the refund, and each part of it where the money came
-- with several payments.
create or replace function sales.refund_answer(p_refunds payments.refunds[])
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return jsonb_build_object(
    'refund_id', p_refunds[1].id,
    'order_id', p_refunds[1].payable_id,
    'status', p_refunds[1].status,
    'amount', (select sum(r.amount) from unnest(p_refunds) as r),
    'currency', p_refunds[1].currency,
    'reason', p_refunds[1].reason,
    'idempotency_key', p_refunds[1].idempotency_key,
    'created_at', p_refunds[1].created_at,
    'refunds', (
      select jsonb_agg(jsonb_build_object(
        'refund_id', r.id, 'payment_id', r.payment_id, 'provider', r.provider, 'amount', r.amount,
        'status', r.status, 'send_at', r.send_at, 'items', (
          select coalesce(jsonb_agg(jsonb_build_object(
            'order_item_id', i.order_item_id, 'ticket_instance_id', i.ticket_instance_id,
            'quantity', i.quantity, 'amount', i.amount, 'fee_amount', i.fee_amount)
            order by i.id), '[]')
          from sales.refund_items as i
          where i.org_id = r.org_id and i.refund_id = r.id
        )) order by r.ordinality)
      from unnest(p_refunds) with ordinality as r
    )
  );
end
$$;
revoke all on function sales.refund_answer(payments.refunds[]) from public;
