-- The report `days`: what all orgs sold and the platform earned, per day of a period; in euros.
create or replace function platform.report_days(p_first date, p_end date)
  returns table (
    day date, orders bigint, tickets bigint, gmv numeric, refunded numeric, charged_back numeric,
    payments_paid bigint, payments_failed bigint, platform_fees numeric, fee_credits numeric,
    billed numeric, overage numeric, currency text
  )
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select f.starts_on, sum(f.orders_paid), sum(f.tickets_sold), sum(f.gmv_amount) * 0.01,
    sum(f.refunded_amount) * 0.01, sum(f.charged_back_amount) * 0.01, sum(f.payments_paid),
    sum(f.payments_failed), sum(f.platform_fee_amount) * 0.01, sum(f.fee_credit_amount) * 0.01,
    sum(f.billed_amount) * 0.01, sum(f.overage_amount) * 0.01, 'EUR'
  from platform.figures as f
  where f.grain = 'day' and f.starts_on >= p_first and f.starts_on < p_end
  group by f.starts_on
  order by f.starts_on
$$;
revoke all on function platform.report_days(date, date) from public;
