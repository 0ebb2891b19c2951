-- The figures of all orgs together, added up: of one grain, from a day until before another; of one
-- org where `p_org_id` names it.
create or replace function platform.sum_figures(
  p_grain platform.grain,
  p_first date,
  p_end date,
  p_org_id uuid default null
)
  returns platform.figures
  language plpgsql
  stable
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_custom_plan'
as $$
declare
  v_sum platform.figures;
begin
  select null, p_grain, p_first,
    sum(f.orders_placed), sum(f.orders_paid), sum(f.tickets_sold), sum(f.gmv_amount),
    sum(f.service_fee_amount), sum(f.refunds), sum(f.refunded_amount), sum(f.chargebacks),
    sum(f.charged_back_amount), sum(f.payments_paid), sum(f.payments_failed),
    sum(f.platform_fee_amount), sum(f.fee_credit_amount), sum(f.billed_amount),
    sum(f.overage_amount)
  into v_sum
  from platform.figures as f
  where f.grain = p_grain and f.starts_on >= p_first and f.starts_on < p_end
    and (p_org_id is null or f.org_id = p_org_id);
  return v_sum;
end
$$;
revoke all on function platform.sum_figures(platform.grain, date, date, uuid) from public;
