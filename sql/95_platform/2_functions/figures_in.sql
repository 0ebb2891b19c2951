-- requires: grain_of
-- The figures of a period: of all orgs together (`total`), and of the `p_most` that sold most, in
-- that order (`best`). In one pass over the figures, since they are what looking costs.
create or replace function platform.figures_in(
  p_first date,
  p_end date,
  p_most integer,
  out total platform.figures,
  out best platform.figures[]
)
  language plpgsql
  stable
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_custom_plan'
as $$
declare
  v_grain platform.grain := platform.grain_of(p_first, p_end);
  v_found record;
begin
  with orgs as materialized (
    select f.org_id, v_grain as grain, p_first as starts_on,
      sum(f.orders_placed) as orders_placed, sum(f.orders_paid) as orders_paid,
      sum(f.tickets_sold) as tickets_sold, sum(f.gmv_amount) as gmv_amount,
      sum(f.service_fee_amount) as service_fee_amount, sum(f.refunds) as refunds,
      sum(f.refunded_amount) as refunded_amount, sum(f.chargebacks) as chargebacks,
      sum(f.charged_back_amount) as charged_back_amount, sum(f.payments_paid) as payments_paid,
      sum(f.payments_failed) as payments_failed,
      sum(f.platform_fee_amount) as platform_fee_amount,
      sum(f.fee_credit_amount) as fee_credit_amount, sum(f.billed_amount) as billed_amount,
      sum(f.overage_amount) as overage_amount
    from platform.figures as f
    where f.grain = v_grain and f.starts_on >= p_first and f.starts_on < p_end
    group by f.org_id
  )
  select
    (
      select row(
        null, v_grain, p_first, sum(o.orders_placed), sum(o.orders_paid), sum(o.tickets_sold),
        sum(o.gmv_amount), sum(o.service_fee_amount), sum(o.refunds), sum(o.refunded_amount),
        sum(o.chargebacks), sum(o.charged_back_amount), sum(o.payments_paid),
        sum(o.payments_failed), sum(o.platform_fee_amount), sum(o.fee_credit_amount),
        sum(o.billed_amount), sum(o.overage_amount))::platform.figures
      from orgs as o
    ) as total,
    array(
      select row(o.*)::platform.figures
      from (
        select x.* from orgs as x where x.gmv_amount > 0 order by x.gmv_amount desc, x.org_id
        limit p_most
      ) as o
      order by o.gmv_amount desc, o.org_id
    ) as best
  into v_found;
  total := v_found.total;
  best := v_found.best;
end
$$;
revoke all on function platform.figures_in(date, date, integer) from public;
