-- An order for its guest, by public token. Raises missing_field, order_not_found.
create or replace function sales.get_order(p_public_token text)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return sales.order_json(sales.find_order(p_public_token));
end
$$;
revoke all on function sales.get_order(text) from public;
grant execute on function sales.get_order(text) to anon, authenticated, service_role;
