-- A guest that staff with a permission want to change; not locked. `p_field`: the name of the field
-- that says who. Raises missing_field, sign_in_required, not_found, not_allowed.
create or replace function dining.authorise_customer(
  p_field text,
  p_customer_id uuid,
  p_permission text
)
  returns dining.customers
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_customer dining.customers;
begin
  perform core.require_id(p_field, p_customer_id);
  select c.* into v_customer from dining.customers as c where c.id = p_customer_id;
  perform tenancy.authorise(v_customer.org_id, p_permission, 'customer', p_customer_id);
  return v_customer;
end
$$;
revoke all on function dining.authorise_customer(text, uuid, text) from public;
