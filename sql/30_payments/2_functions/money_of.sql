-- The payments, refunds and chargebacks of a payable, oldest first.
create or replace function payments.money_of(p_org_id uuid, p_payable_id uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return jsonb_build_object(
    'payments', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'payment_id', p.id, 'provider', p.provider, 'provider_payment_id', p.provider_payment_id,
        'method', p.method, 'reference', p.reference, 'status', p.status, 'amount', p.amount,
        'amount_captured', p.amount_captured, 'amount_refunding', p.amount_refunding,
        'amount_refunded', p.amount_refunded, 'currency', p.currency, 'paid_at', p.paid_at,
        'recorded_by', p.recorded_by, 'created_at', p.created_at) order by p.created_at, p.id), '[]')
      from payments.payments as p
      where p.org_id = p_org_id and p.payable_id = p_payable_id
    ),
    'refunds', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'refund_id', f.id, 'payment_id', f.payment_id, 'amount', f.amount, 'currency', f.currency,
        'status', f.status, 'reason', f.reason, 'created_by', f.created_by,
        'actor_type', f.actor_type, 'created_at', f.created_at, 'refunded_at', f.refunded_at)
        order by f.created_at, f.id), '[]')
      from payments.refunds as f
      where f.org_id = p_org_id and f.payable_id = p_payable_id
    ),
    'chargebacks', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'chargeback_id', b.id, 'payment_id', b.payment_id, 'amount', b.amount,
        'currency', b.currency, 'reason', b.reason, 'received_at', b.received_at,
        'reversed_at', b.reversed_at) order by b.received_at, b.id), '[]')
      from payments.chargebacks as b
      where b.org_id = p_org_id and b.payable_id = p_payable_id
    )
  );
end
$$;
revoke all on function payments.money_of(uuid, uuid) from public;
