-- The order whose invoice somebody asks for: by its public token for whoever has it, by its id for
-- the signed-in buyer and for staff with invoices.manage. Says who acts. Raises missing_field,
-- order_not_found, sign_in_required, not_found, not_allowed.
create or replace function sales.find_order_for_invoice(p_public_token text, p_order_id uuid)
  returns sales.orders
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders;
begin
  if p_order_id is null then
    perform core.act_as('guest');
    return sales.find_order(p_public_token);
  end if;
  select o.* into v_order from sales.orders as o where o.id = p_order_id;
  if v_order.user_id = auth.uid() then
    perform core.act_as('guest');
  else
    perform tenancy.authorise(v_order.org_id, 'invoices.manage', 'order', p_order_id);
  end if;
  return v_order;
end
$$;
revoke all on function sales.find_order_for_invoice(text, uuid) from public;
