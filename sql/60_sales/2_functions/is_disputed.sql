-- Whether a bank holds money back that paid for the tickets of an order: its own, or that of an
-- order whose ticket was replaced and credited, however often.
create or replace function sales.is_disputed(p_org_id uuid, p_order_id uuid)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return exists (
    with recursive paid_by as (
      select p_order_id as id
      union
      select o.credit_order_id
      from paid_by as b
      join sales.orders as o on o.org_id = p_org_id and o.id = b.id
      where o.credit_order_id is not null
    )
    select from paid_by as b where payments.is_disputed(p_org_id, b.id)
  );
end
$$;
revoke all on function sales.is_disputed(uuid, uuid) from public;
