-- The line with which a product was bought: it may have come along with tickets that were swapped.
create or replace function door.first_item(p_org_id uuid, p_order_item_id uuid)
  returns uuid
  language sql
  stable
  security definer
  set search_path = ''
as $$
  with recursive before (item_id, from_item_id) as (
    select i.id, i.from_item_id
    from sales.order_items as i
    where i.org_id = p_org_id and i.id = p_order_item_id
    union all
    select i.id, i.from_item_id
    from before as b
    join sales.order_items as i on i.org_id = p_org_id and i.id = b.from_item_id
  )
  select b.item_id from before as b where b.from_item_id is null
$$;
revoke all on function door.first_item(uuid, uuid) from public;
