-- What the worker needs to write a mail or a ticket of an order: {order, event, org, items,
-- tickets}, as in order_json, with the order's public token.
create or replace function sales.order_mail(p_order_id uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders;
  v_json jsonb;
begin
  select o.* into v_order from sales.orders as o where o.id = p_order_id;
  if not found then
    perform core.fail('order_not_found');
  end if;
  v_json := sales.order_json(v_order);
  return jsonb_build_object(
    'order', (v_json - '{event,items,tickets}'::text[]) || jsonb_build_object(
      'org_id', v_order.org_id,
      'public_token', core.public_token(v_order.org_id, v_order.id)),
    'event', v_json -> 'event',
    'items', v_json -> 'items',
    'tickets', v_json -> 'tickets',
    'org', (
      select jsonb_build_object('name', g.name, 'email', g.email)
      from tenancy.orgs as g
      where g.id = v_order.org_id
    )
  );
end
$$;
revoke all on function sales.order_mail(uuid) from public;
grant execute on function sales.order_mail(uuid) to service_role;
