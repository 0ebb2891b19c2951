create or replace function public.save_billing_details(
  org_id uuid default null,
  details jsonb default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select billing.save_billing_details(save_billing_details.org_id, save_billing_details.details)
$$;
revoke all on function public.save_billing_details(uuid, jsonb)
  from public, anon, authenticated, service_role;
grant execute on function public.save_billing_details(uuid, jsonb) to authenticated;
comment on function public.save_billing_details(uuid, jsonb) is
  'Says to whom the platform''s invoices to an org are addressed, for staff with billing.address. details: {company, address, postal_code, city, country, kvk_number, vat_number, email}; what is left out stays as it is. Invoices that waited for it are sent. Answers with the details and with missing: what is still needed before an invoice can be sent. Errors: sign_in_required, not_found, not_allowed, missing_field, invalid_field, invalid_email, try_again.';
