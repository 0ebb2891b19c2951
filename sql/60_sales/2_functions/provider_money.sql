-- What the payment provider took in for orders of some events, and what became of it, in cents: see
-- event_payouts(). The caller has authorised.
create or replace function sales.provider_money(p_org_id uuid, p_event_ids uuid[])
  returns table (
    event_id uuid, currency text, gross bigint, service_fee bigint, platform_fee bigint,
    refunds bigint, chargebacks bigint, fee_credits bigint, provider_costs bigint, paid_out bigint
  )
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    with paid as (
      select o.event_id, p.*,
        case when p.has_settled then o.service_fee_amount else 0 end as service_fee
      from sales.orders as o
      join payments.payments as p on p.org_id = o.org_id and p.payable_id = o.id
      where o.org_id = p_org_id and o.event_id = any (p_event_ids)
        and p.provider = 'mollie' and p.amount_captured > 0
    ), costs as (
      select a.event_id, a.currency, -sum(t.cost_amount)::bigint as amount
      from paid as a
      join payments.balance_transactions as t
        on t.org_id = a.org_id and t.mollie_payment_id = a.provider_payment_id
      group by a.event_id, a.currency
    ), settled as (
      select a.event_id, a.currency, sum(l.amount)::bigint as amount
      from paid as a
      join payments.settlement_lines as l
        on l.org_id = a.org_id and l.mollie_payment_id = a.provider_payment_id
      join payments.settlements as s on s.org_id = l.org_id and s.id = l.settlement_id
      where s.status = 'paidout' and s.lines_fetched_at is not null
      group by a.event_id, a.currency
    )
    select a.event_id, a.currency, sum(a.amount_captured)::bigint, sum(a.service_fee)::bigint,
      sum(a.application_fee_amount)::bigint, sum(a.amount_refunded)::bigint,
      sum(a.amount_charged_back)::bigint,
      sum(payments.fee_credit(
        a.application_fee_amount, a.amount_captured, 0, a.amount_refunded))::bigint,
      coalesce(max(c.amount), 0), coalesce(max(s.amount), 0)
    from paid as a
    left join costs as c on c.event_id = a.event_id and c.currency = a.currency
    left join settled as s on s.event_id = a.event_id and s.currency = a.currency
    group by a.event_id, a.currency;
end
$$;
revoke all on function sales.provider_money(uuid, uuid[]) from public;
