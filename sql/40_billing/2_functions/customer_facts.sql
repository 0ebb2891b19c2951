-- What the provider is told of an org: {org_id, id, mollie_customer_id, name, email, created_at}.
create or replace function billing.customer_facts(p_customer billing.customers)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_letter jsonb := tenancy.org_letter(p_customer.org_id);
begin
  return jsonb_build_object(
    'org_id', p_customer.org_id,
    'id', p_customer.id,
    'mollie_customer_id', p_customer.mollie_customer_id,
    'name', v_letter -> 'org_name',
    'email', v_letter -> 'email',
    'created_at', p_customer.created_at
  );
end
$$;
revoke all on function billing.customer_facts(billing.customers) from public;
