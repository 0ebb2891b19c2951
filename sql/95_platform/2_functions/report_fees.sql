-- requires: grain_of
-- The report `fees`: what the platform took and billed per org in a period, the most first; in
-- euros.
create or replace function platform.report_fees(p_first date, p_end date)
  returns table (
    org_id uuid, org text, orders bigint, tickets bigint, gmv numeric, refunded numeric,
    charged_back numeric, platform_fees numeric, fee_credits numeric, billed numeric,
    overage numeric, currency text
  )
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select f.org_id, g.name, sum(f.orders_paid), sum(f.tickets_sold), sum(f.gmv_amount) * 0.01,
    sum(f.refunded_amount) * 0.01, sum(f.charged_back_amount) * 0.01,
    sum(f.platform_fee_amount) * 0.01, sum(f.fee_credit_amount) * 0.01,
    sum(f.billed_amount) * 0.01, sum(f.overage_amount) * 0.01, 'EUR'
  from platform.figures as f
  join tenancy.orgs as g on g.id = f.org_id
  where f.grain = platform.grain_of(p_first, p_end)
    and f.starts_on >= p_first and f.starts_on < p_end
  group by f.org_id, g.name
  order by sum(f.platform_fee_amount + f.billed_amount) desc, f.org_id
$$;
revoke all on function platform.report_fees(date, date) from public;
