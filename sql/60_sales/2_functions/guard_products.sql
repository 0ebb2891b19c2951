-- Raises product_stays_behind when a product that goes with a ticket is not for another ticket
-- type.
create or replace function sales.guard_products(
  p_ticket sales.ticket_instances,
  p_ticket_type_id uuid
)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  perform core.fail('product_stays_behind', jsonb_build_object(
    'product_id', p.id, 'product', i.name, 'ticket_type_id', t.id, 'ticket_type', t.name))
  from sales.products_with(p_ticket) as i
  join events.products as p on p.org_id = i.org_id and p.id = i.product_id
  join events.ticket_types as t on t.org_id = i.org_id and t.id = p_ticket_type_id
  where p.ticket_type_id <> p_ticket_type_id;
end
$$;
revoke all on function sales.guard_products(sales.ticket_instances, uuid) from public;
