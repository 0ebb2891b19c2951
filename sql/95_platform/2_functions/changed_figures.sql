-- requires: changed_moments
-- What entries of the audit log change of the figures, per org and day of `p_zone`. Amounts are
-- read from the rows: they are fixed by the time that their moment is set.
create or replace function platform.changed_figures(
  p_after bigint,
  p_until bigint,
  p_zone text,
  p_org_id uuid default null
)
  returns table (
    org_id uuid,
    day date,
    orders_placed bigint,
    orders_paid bigint,
    tickets_sold bigint,
    gmv_amount bigint,
    service_fee_amount bigint,
    refunds bigint,
    refunded_amount bigint,
    chargebacks bigint,
    charged_back_amount bigint,
    payments_paid bigint,
    payments_failed bigint,
    platform_fee_amount bigint,
    fee_credit_amount bigint,
    billed_amount bigint,
    overage_amount bigint
  )
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select
    m.org_id,
    (m.at at time zone p_zone)::date,
    coalesce(sum(m.sign) filter (where m.what = 'order placed'), 0),
    coalesce(sum(m.sign) filter (where m.what = 'order paid'), 0),
    coalesce(sum(m.sign * t.tickets), 0),
    coalesce(sum(m.sign * o.total_amount) filter (where m.what = 'order paid'), 0),
    coalesce(sum(m.sign * o.service_fee_amount) filter (where m.what = 'order paid'), 0),
    coalesce(sum(m.sign) filter (where f.id is not null), 0),
    coalesce(sum(m.sign * f.amount), 0),
    coalesce(sum(m.sign) filter (where m.what = 'charged back'), 0),
    coalesce(sum(m.sign * case m.what when 'charged back' then c.amount else -c.amount end), 0),
    coalesce(sum(m.sign) filter (where m.what = 'payment paid' and p.provider = 'mollie'), 0),
    coalesce(sum(m.sign) filter (where m.what = 'payment failed'), 0),
    coalesce(sum(m.sign * p.application_fee_amount) filter (where m.what = 'payment paid'), 0),
    coalesce(sum(m.sign * j.credit), 0),
    coalesce(sum(m.sign * b.amount), 0),
    coalesce(sum(m.sign * b.amount) filter (where b.kind = 'OVERAGE'), 0)
  from platform.changed_moments(p_after, p_until, p_org_id) as m
  left join sales.orders as o on m.what = 'order paid' and o.org_id = m.org_id and o.id = m.id
  left join lateral (
    select sum(i.quantity) as tickets
    from sales.order_items as i
    where i.org_id = o.org_id and i.order_id = o.id and i.kind = 'ticket' and o.purpose = 'sale'
  ) as t on true
  left join (
    payments.refunds as f
    join sales.orders as r on r.org_id = f.org_id and r.id = f.payable_id and r.paid_at is not null
  ) on m.what = 'refunded' and f.org_id = m.org_id and f.id = m.id
    and f.reason is distinct from 'surplus'
  left join lateral (
    -- What is owed back of the fee was booked together with the refund.
    select sum(l.amount) as credit
    from ledger.journals as n
    cross join lateral unnest(n.lines) as l
    where m.what = 'refunded' and n.org_id = m.org_id and n.cause = 'refund' and n.cause_id = m.id
      and l.account = 'fee_credits'
  ) as j on true
  left join billing.charges as b on m.what = 'bill paid' and b.org_id = m.org_id and b.id = m.id
  left join payments.chargebacks as c
    on m.what in ('charged back', 'returned') and c.org_id = m.org_id and c.id = m.id
  left join payments.payments as p
    on m.what in ('payment paid', 'payment failed') and p.org_id = m.org_id and p.id = m.id
  group by 1, 2
$$;
revoke all on function platform.changed_figures(bigint, bigint, text, uuid) from public;
