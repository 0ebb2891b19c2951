-- Whether something in the change of a ticket costs less than its price: what was bought, not what
-- came along.
create or replace function sales.is_given_away(p_order sales.orders)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return exists (
    select
    from sales.order_items as i
    where i.org_id = p_order.org_id and i.order_id = p_order.id
      and i.from_item_id is null and i.discount_amount > 0
  );
end
$$;
revoke all on function sales.is_given_away(sales.orders) from public;
