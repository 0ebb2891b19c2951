-- Carries out what an order changes, by the function that is registered for its purpose: the order
-- is locked and paid, `p_is_held` says whether it holds its places. Raises what that function
-- raises, when the change is impossible by now.
create or replace function sales.carry_out(p_order sales.orders, p_is_held boolean)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_function text;
begin
  select c.function into strict v_function
  from sales.order_changes as c
  where c.purpose = p_order.purpose;
  execute format('select %s($1, $2)', v_function) using p_order, p_is_held;
end
$$;
revoke all on function sales.carry_out(sales.orders, boolean) from public;
