-- An org as a customer of the platform, made at the first call.
create or replace function billing.customer_of(p_org_id uuid)
  returns billing.customers
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_customer billing.customers;
begin
  insert into billing.customers (org_id) values (p_org_id)
  on conflict on constraint an_org_is_one_customer do nothing;
  select c.* into strict v_customer from billing.customers as c where c.org_id = p_org_id;
  return v_customer;
end
$$;
revoke all on function billing.customer_of(uuid) from public;
