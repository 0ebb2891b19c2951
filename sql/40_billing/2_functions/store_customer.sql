-- Keeps under which id the provider knows an org, told by the worker that made it a customer there.
-- The first one told stays; returns it.
create or replace function billing.store_customer(p_org_id uuid, p_mollie_customer_id text)
  returns text
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_id text;
begin
  perform core.act_as('system');
  update billing.customers as c
  set mollie_customer_id = p_mollie_customer_id
  where c.org_id = p_org_id and c.mollie_customer_id is null;
  select c.mollie_customer_id into strict v_id
  from billing.customers as c
  where c.org_id = p_org_id;
  return v_id;
end
$$;
revoke all on function billing.store_customer(uuid, text) from public;
grant execute on function billing.store_customer(uuid, text) to service_role;
