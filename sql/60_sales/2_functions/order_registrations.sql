-- Who takes part with an order, for its buyer: a list of what registration_json() tells, without
-- what the order says itself.
create or replace function sales.order_registrations(p_order sales.orders)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(
      sales.registration_json(r, e, auth.uid())
        - array['org_id', 'event', 'order_id', 'order_number']
        || jsonb_build_object('line', i.line)
      order by i.line, r.team_id, r.position), '[]')
    from sales.registrations as r
    join sales.order_items as i on i.org_id = r.org_id and i.id = r.order_item_id
    join events.events as e on e.org_id = r.org_id and e.id = r.event_id
    where r.org_id = p_order.org_id and r.order_id = p_order.id
  );
end
$$;
revoke all on function sales.order_registrations(sales.orders) from public;
