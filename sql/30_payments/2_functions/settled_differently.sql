-- Lines of an org's settlements that are not as our payments, refunds and chargebacks have them:
-- see payout_differences(). What was paid in another currency than it is settled in cannot be
-- compared.
create or replace function payments.settled_differently(p_org_id uuid)
  returns setof payments.payout_difference
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    with settled as (
      select l.*, s.currency, p.id as payment_id, r.id as refund_id, c.id as chargeback_id,
        coalesce(p.currency, s.currency) as our_currency,
        case l.kind
          when 'payment' then nullif(p.amount_captured, 0)
          when 'refund' then case when r.status = 'refunded' then -r.amount end
          when 'chargeback' then -c.amount
          when 'application_fee' then -p.application_fee_amount
        end::bigint as ours
      from payments.settlement_lines as l
      join payments.settlements as s on s.org_id = l.org_id and s.id = l.settlement_id
      join payments.balances as b on b.org_id = s.org_id and b.id = s.balance_id
      left join payments.payments as p
        on p.provider = 'mollie' and p.provider_payment_id = l.mollie_payment_id
        and p.org_id = l.org_id and p.connection_id = b.connection_id
      left join payments.refunds as r
        on l.kind = 'refund' and r.mollie_refund_id = l.mollie_id and r.org_id = l.org_id
      left join payments.chargebacks as c
        on l.kind = 'chargeback' and c.mollie_chargeback_id = l.mollie_id and c.org_id = l.org_id
      where l.org_id = p_org_id
        and l.kind in ('payment', 'refund', 'chargeback', 'application_fee', 'other')
    )
    select
      case
        when t.kind = 'other' then 'unexplained'
        when t.kind = 'application_fee' then 'fee'
        when t.ours is null then 'unknown'
        else 'amount'
      end,
      t.kind::text,
      case
        when t.kind = 'other' then
          'The settlement withholds or adds an amount that none of its payments explains.'
        when t.kind = 'application_fee' and t.ours is null then
          'The provider withheld a platform fee of a payment that is not ours.'
        when t.kind = 'application_fee' then
          'The platform fee that was withheld is not the one that was agreed.'
        when t.ours is null then
          format('The provider settled a %s that is not in our books, or not completed there.', t.kind)
        else format('The provider settled another amount of this %s than we have.', t.kind)
      end,
      t.currency, t.ours, t.amount, t.settlement_id, t.payment_id, t.refund_id, t.chargeback_id,
      t.mollie_id, t.occurred_at
    from settled as t
    where t.kind = 'other'
      or (t.ours is distinct from t.amount and t.our_currency = t.currency);
end
$$;
revoke all on function payments.settled_differently(uuid) from public;
