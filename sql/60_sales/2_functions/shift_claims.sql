-- Lets orders claim of a shared pool what they have of some ticket types, or no longer, as they
-- claim it of the pools of these. The caller has locked pools and claims. Returns how much more of
-- the pool is taken by that; negative when less.
create or replace function sales.shift_claims(
  p_org_id uuid,
  p_pool_id uuid,
  p_ticket_type_ids uuid[],
  p_is_added boolean
)
  returns bigint
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_total bigint;
begin
  if p_is_added then
    insert into sales.capacity_claims as c (org_id, order_id, pool_id, quantity)
    select own.org_id, own.order_id, p_pool_id, sum(own.quantity)
    from sales.capacity_claims as own
    where own.org_id = p_org_id and own.pool_id = any (p_ticket_type_ids)
    group by own.org_id, own.order_id
    on conflict (org_id, order_id, pool_id) do update set quantity = c.quantity + excluded.quantity;
  else
    with less as (
      select own.order_id, sum(own.quantity) as quantity
      from sales.capacity_claims as own
      where own.org_id = p_org_id and own.pool_id = any (p_ticket_type_ids)
      group by own.order_id
    ),
    gone as (
      delete from sales.capacity_claims as c
      using less
      where c.org_id = p_org_id and c.pool_id = p_pool_id and c.order_id = less.order_id
        and c.quantity = less.quantity
    )
    update sales.capacity_claims as c
    set quantity = c.quantity - less.quantity
    from less
    where c.org_id = p_org_id and c.pool_id = p_pool_id and c.order_id = less.order_id
      and c.quantity > less.quantity;
  end if;
  select sum(own.quantity) into v_total
  from sales.capacity_claims as own
  where own.org_id = p_org_id and own.pool_id = any (p_ticket_type_ids);
  return coalesce(case when p_is_added then v_total else -v_total end, 0);
end
$$;
revoke all on function sales.shift_claims(uuid, uuid, uuid[], boolean) from public;
