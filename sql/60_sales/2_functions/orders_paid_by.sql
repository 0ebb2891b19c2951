-- The orders whose tickets the money of an order paid for: itself, and those whose ticket replaced
-- one of it and was credited, however often.
create or replace function sales.orders_paid_by(p_org_id uuid, p_order_id uuid)
  returns uuid[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    with recursive paid as (
      select p_order_id as id
      union
      select o.id
      from paid as p
      join sales.orders as o on o.org_id = p_org_id and o.credit_order_id = p.id
    )
    select array_agg(p.id) from paid as p
  );
end
$$;
revoke all on function sales.orders_paid_by(uuid, uuid) from public;
