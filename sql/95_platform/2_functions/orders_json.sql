-- What support sees of orders, the newest first: [{order_id, order_number, org_id, org, event_id,
-- event, email, purchaser_name, status, settlement, purpose, total_amount, refunded_amount,
-- currency, created_at, paid_at, payments: [{payment_id, provider, provider_payment_id, status,
-- method, amount, created_at}]}].
create or replace function platform.orders_json(p_orders sales.orders[])
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'order_id', o.id, 'order_number', o.order_number, 'org_id', o.org_id, 'org', g.name,
      'event_id', o.event_id, 'event', e.title, 'email', o.email,
      'purchaser_name', o.purchaser_name, 'status', o.status, 'settlement', o.settlement,
      'purpose', o.purpose, 'total_amount', o.total_amount,
      'refunded_amount', coalesce(p.refunded_amount, 0), 'currency', o.currency,
      'created_at', o.created_at, 'paid_at', o.paid_at,
      'payments', coalesce(p.payments, '[]')) order by o.id desc), '[]')
    from unnest(p_orders) as o
    join tenancy.orgs as g on g.id = o.org_id
    join events.events as e on e.org_id = o.org_id and e.id = o.event_id
    left join lateral (
      select sum(p.amount_refunded) as refunded_amount, jsonb_agg(jsonb_build_object(
        'payment_id', p.id, 'provider', p.provider, 'provider_payment_id', p.provider_payment_id,
        'status', p.status, 'method', p.method, 'amount', p.amount, 'created_at', p.created_at)
        order by p.created_at, p.id) as payments
      from payments.payments as p
      where p.org_id = o.org_id and p.payable_id = o.id
    ) as p on true
  );
end
$$;
revoke all on function platform.orders_json(sales.orders[]) from public;
