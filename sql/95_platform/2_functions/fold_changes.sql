-- Adds to the figures what entries of the audit log say: those after number `p_after`, up to
-- `p_until`, of all orgs or of one. A moment that an entry sets counts, one that it takes away or
-- replaces counts back. The caller sees to it that every entry is folded once.
create or replace function platform.fold_changes(
  p_after bigint,
  p_until bigint,
  p_org_id uuid default null
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_zone text := core.setting('billing.time_zone') #>> '{}';
begin
  insert into platform.figures as f (
    org_id, grain, starts_on, orders_placed, orders_paid, tickets_sold, gmv_amount,
    service_fee_amount, refunds, refunded_amount, chargebacks, charged_back_amount, payments_paid,
    payments_failed, platform_fee_amount, fee_credit_amount, billed_amount, overage_amount
  )
  select
    d.org_id, g.grain, g.starts_on, sum(d.orders_placed), sum(d.orders_paid), sum(d.tickets_sold),
    sum(d.gmv_amount), sum(d.service_fee_amount), sum(d.refunds), sum(d.refunded_amount),
    sum(d.chargebacks), sum(d.charged_back_amount), sum(d.payments_paid), sum(d.payments_failed),
    sum(d.platform_fee_amount), sum(d.fee_credit_amount), sum(d.billed_amount),
    sum(d.overage_amount)
  from platform.changed_figures(p_after, p_until, v_zone, p_org_id) as d
  cross join lateral (
    values
    ('day'::platform.grain, d.day),
    ('month', date_trunc('month', d.day::timestamp)::date),
    ('ever', '-infinity')
  ) as g (grain, starts_on)
  -- An org that has left for another cell is counted there.
  where exists (select from tenancy.orgs as o where o.id = d.org_id)
  group by d.org_id, g.grain, g.starts_on
  order by d.org_id, g.grain, g.starts_on
  on conflict on constraint figures_pkey do update
  set orders_placed = f.orders_placed + excluded.orders_placed,
    orders_paid = f.orders_paid + excluded.orders_paid,
    tickets_sold = f.tickets_sold + excluded.tickets_sold,
    gmv_amount = f.gmv_amount + excluded.gmv_amount,
    service_fee_amount = f.service_fee_amount + excluded.service_fee_amount,
    refunds = f.refunds + excluded.refunds,
    refunded_amount = f.refunded_amount + excluded.refunded_amount,
    chargebacks = f.chargebacks + excluded.chargebacks,
    charged_back_amount = f.charged_back_amount + excluded.charged_back_amount,
    payments_paid = f.payments_paid + excluded.payments_paid,
    payments_failed = f.payments_failed + excluded.payments_failed,
    platform_fee_amount = f.platform_fee_amount + excluded.platform_fee_amount,
    fee_credit_amount = f.fee_credit_amount + excluded.fee_credit_amount,
    billed_amount = f.billed_amount + excluded.billed_amount,
    overage_amount = f.overage_amount + excluded.overage_amount;
end
$$;
revoke all on function platform.fold_changes(bigint, bigint, uuid) from public;
