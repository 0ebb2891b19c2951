-- The teams of an order for its buyer, in the order of its lines, with who is in them.
create or replace function sales.teams_of_order(p_order sales.orders)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(
      sales.team_json(t) || jsonb_build_object('people', sales.people_of_team(t))
      order by i.line, t.position), '[]')
    from sales.teams as t
    join sales.order_items as i on i.org_id = t.org_id and i.id = t.order_item_id
    where t.org_id = p_order.org_id and t.order_id = p_order.id
  );
end
$$;
revoke all on function sales.teams_of_order(sales.orders) from public;
