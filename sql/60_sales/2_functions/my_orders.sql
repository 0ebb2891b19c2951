-- The orders that the signed-in user placed, newest first.
create or replace function sales.my_orders()
  returns setof sales.orders
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if auth.uid() is null then
    perform core.fail('sign_in_required');
  end if;
  return query
    select o.* from sales.orders as o where o.user_id = auth.uid() order by o.created_at desc, o.id;
end
$$;
revoke all on function sales.my_orders() from public;
grant execute on function sales.my_orders() to authenticated;
