-- Payments, refunds and chargebacks on an org's connected accounts that are in no settlement,
-- although they are older by `payments.payout_days` than what was read last: see
-- payout_differences().
create or replace function payments.not_settled(p_org_id uuid)
  returns setof payments.payout_difference
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_patience interval := make_interval(
    days => (core.setting('payments.payout_days') #>> '{}')::integer);
begin
  return query
    select
      'not_settled', o.subject,
      format('This %s is in no settlement of the provider after %s days.',
        o.subject, core.setting('payments.payout_days') #>> '{}'),
      p.currency, o.amount::bigint, null::bigint, null::uuid, p.id, o.refund_id, o.chargeback_id,
      o.mollie_id, o.occurred_at
    from payments.payout_fetches as f
    join payments.payments as p on p.org_id = f.org_id and p.connection_id = f.connection_id
    cross join lateral (
      select 'payment', p.amount_captured, null::uuid, null::uuid, p.provider_payment_id, p.paid_at
      where p.amount_captured > 0
      union all
      select 'refund', -r.amount, r.id, null, r.mollie_refund_id, r.refunded_at
      from payments.refunds as r
      where r.org_id = p.org_id and r.payment_id = p.id and r.status = 'refunded'
        and r.provider = 'mollie'
      union all
      select 'chargeback', -c.amount, null, c.id, c.mollie_chargeback_id, c.received_at
      from payments.chargebacks as c
      where c.org_id = p.org_id and c.payment_id = p.id
    ) as o (subject, amount, refund_id, chargeback_id, mollie_id, occurred_at)
    where f.org_id = p_org_id
      and p.status = 'paid'
      and o.occurred_at < f.fetched_at - v_patience
      and not exists (
        select from payments.settlement_lines as l
        where l.org_id = p.org_id and l.mollie_id = o.mollie_id
          and l.kind in ('payment', 'refund', 'chargeback')
      );
end
$$;
revoke all on function payments.not_settled(uuid) from public;
