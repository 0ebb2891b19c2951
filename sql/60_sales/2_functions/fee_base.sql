-- What the platform's fee of an order is reckoned on: all but the service fee, at the rate of the
-- moment at which it was placed, where the buyer paid by then, and else at today's.
create or replace function sales.fee_base(
  p_org_id uuid,
  p_order_id uuid,
  out amount integer,
  out basis_points integer
)
  returns record
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  select
    greatest(0, o.total_amount - o.service_fee_amount),
    coalesce(o.platform_fee_basis_points, events.platform_fee(o.org_id, o.event_id))
  into amount, basis_points
  from sales.orders as o
  where o.org_id = p_org_id and o.id = p_order_id;
end
$$;
revoke all on function sales.fee_base(uuid, uuid) from public;
