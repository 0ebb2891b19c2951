-- The order behind a public token. Raises missing_field, order_not_found or org_has_moved.
create or replace function sales.find_order(p_public_token text)
  returns sales.orders
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders;
begin
  if coalesce(p_public_token, '') = '' then
    perform core.fail('missing_field', '{"field": "public_token"}');
  end if;
  select o.* into v_order
  from sales.orders as o
  where o.public_token_hash = core.token_hash(p_public_token);
  if not found then
    perform tenancy.guard_token_not_moved(p_public_token);
    perform core.fail('order_not_found');
  end if;
  return v_order;
end
$$;
revoke all on function sales.find_order(text) from public;
