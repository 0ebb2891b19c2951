-- What the books say of each payment beside what its payments, refunds and chargebacks say: one row
-- per payment and item, also where they agree. Amounts in cents.
create or replace view payments.booked_payments
with (security_invoker = true) as
with booked as (
  select j.org_id, split_part(j.cause, '_', 1) as cause, j.cause_id,
    -- Of what the platform was paid, its own side.
    case
      when bool_or(l.account = 'bank') and bool_or(l.account = 'platform.provider')
        then sum(l.amount) filter (where l.account = 'platform.provider')
      else coalesce(
        sum(l.amount) filter (where a.is_money and l.account not like 'platform.%'), 0)
    end as money,
    coalesce(sum(l.amount) filter (where l.account = 'platform_fees'), 0) as fee,
    coalesce(sum(l.amount) filter (where l.account = 'fee_credits'), 0) as credit
  from ledger.journals as j
  cross join lateral unnest(j.lines) as l
  join ledger.accounts as a on a.code = l.account
  where j.cause in ('payment', 'refund', 'chargeback', 'chargeback_reversal')
  group by j.org_id, split_part(j.cause, '_', 1), j.cause_id
),
told as (
  select p.org_id, p.id as payment_id, p.connection_id,
    case when v.is_foreign then 0 else p.application_fee_amount end as fee,
    case
      when p.amount_captured > 0 or p.status <> 'paid' then p.amount_captured
      else coalesce(v.amount, 0)
    end as received
  from payments.payments as p
  left join lateral (
    select payments.minor_units(r.data #>> '{amount,value}', r.data #>> '{amount,currency}')
      as amount, r.reason = 'wrong_currency' as is_foreign
    from payments.payment_reviews as r
    where r.org_id = p.org_id and r.payment_id = p.id
      and r.reason in ('wrong_amount', 'wrong_currency', 'wrong_profile')
    order by r.created_at, r.id
    limit 1
  ) as v on true
),
item as (
  select t.org_id, t.payment_id, 'received' as item, coalesce(b.money + b.fee, 0) as ledger_amount,
    t.received as payment_amount
  from told as t
  left join booked as b
    on b.org_id = t.org_id and b.cause = 'payment' and b.cause_id = t.payment_id
  union all
  select t.org_id, t.payment_id, 'application_fee', coalesce(b.fee, 0),
    case when t.received > 0 then t.fee else 0 end
  from told as t
  left join booked as b
    on b.org_id = t.org_id and b.cause = 'payment' and b.cause_id = t.payment_id
  union all
  select r.org_id, r.payment_id, 'refunded', coalesce(-sum(b.money), 0),
    coalesce(sum(r.amount) filter (where r.status = 'refunded'), 0)
  from payments.refunds as r
  left join booked as b on b.org_id = r.org_id and b.cause = 'refund' and b.cause_id = r.id
  group by r.org_id, r.payment_id
  union all
  select r.org_id, r.payment_id, 'fee_credit', coalesce(sum(b.credit), 0),
    payments.fee_credit(
      t.fee, t.received, 0, coalesce(sum(r.amount) filter (where r.status = 'refunded'), 0))
  from payments.refunds as r
  join told as t on t.org_id = r.org_id and t.payment_id = r.payment_id
  left join booked as b on b.org_id = r.org_id and b.cause = 'refund' and b.cause_id = r.id
  group by r.org_id, r.payment_id, t.fee, t.received
  union all
  select c.org_id, c.payment_id, 'charged_back', coalesce(-sum(b.money), 0),
    coalesce(sum(c.amount) filter (where c.reversed_at is null), 0)
  from payments.chargebacks as c
  left join booked as b on b.org_id = c.org_id and b.cause = 'chargeback' and b.cause_id = c.id
  group by c.org_id, c.payment_id
)
select i.org_id, i.payment_id, t.connection_id, i.item, i.ledger_amount, i.payment_amount
from item as i
join told as t on t.org_id = i.org_id and t.payment_id = i.payment_id;
revoke all on payments.booked_payments from anon, authenticated, service_role;
grant select on payments.booked_payments to authenticated;
comment on view payments.booked_payments is
  'The books beside payments, refunds and chargebacks, payment by payment. Amounts in cents.';
