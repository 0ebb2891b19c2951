-- The products that go with one place of an order, and so to whoever has it.
create or replace function sales.products_of_place(p_registration sales.registrations)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'name', p.name, 'personalisation', p.personalisation, 'quantity', p.quantity)
      order by p.line), '[]')
    from sales.order_items as i
    left join sales.teams as m
      on m.org_id = p_registration.org_id and m.id = p_registration.team_id
    join sales.order_items as p
      on p.org_id = i.org_id and p.order_id = i.order_id and p.for_line = i.line
      and p.for_position = coalesce(m.position, p_registration.position)
    where i.org_id = p_registration.org_id and i.id = p_registration.order_item_id
  );
end
$$;
revoke all on function sales.products_of_place(sales.registrations) from public;
