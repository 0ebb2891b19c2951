-- requires: figures_of
-- The orgs that figures are of, in their order: [{org_id, name, slug, suspended_at, and what
-- figures_of() tells}].
create or replace function platform.top_orgs(p_best platform.figures[])
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'org_id', g.id, 'name', g.name, 'slug', g.slug, 'suspended_at', g.suspended_at)
      || platform.figures_of((
        b.org_id, b.grain, b.starts_on, b.orders_placed, b.orders_paid, b.tickets_sold,
        b.gmv_amount, b.service_fee_amount, b.refunds, b.refunded_amount, b.chargebacks,
        b.charged_back_amount, b.payments_paid, b.payments_failed, b.platform_fee_amount,
        b.fee_credit_amount, b.billed_amount, b.overage_amount)::platform.figures)
      order by b.ordinality), '[]')
    from unnest(p_best) with ordinality as b
    join tenancy.orgs as g on g.id = b.org_id
  );
end
$$;
revoke all on function platform.top_orgs(platform.figures[]) from public;
