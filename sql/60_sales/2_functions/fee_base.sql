-- What the platform's fee of an order is reckoned on: all but the service fee, about its event,
-- at the rate of the moment at which it was placed.
create or replace function sales.fee_base(
  p_org_id uuid,
  p_order_id uuid,
  out subject_id uuid,
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
    o.event_id, greatest(0, o.total_amount - o.service_fee_amount), o.platform_fee_basis_points
  into subject_id, amount, basis_points
  from sales.orders as o
  where o.org_id = p_org_id and o.id = p_order_id;
end
$$;
revoke all on function sales.fee_base(uuid, uuid) from public;
