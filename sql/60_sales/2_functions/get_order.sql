-- An order for its guest, by public token, with its teams. Raises missing_field, order_not_found.
create or replace function sales.get_order(p_public_token text)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders := sales.find_order(p_public_token);
begin
  return sales.order_json(v_order)
    || jsonb_build_object('teams', sales.teams_of_order(v_order));
end
$$;
revoke all on function sales.get_order(text) from public;
grant execute on function sales.get_order(text) to anon, authenticated, service_role;
