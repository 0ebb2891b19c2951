create or replace function public.request_invoice(
  public_token text default null,
  order_id uuid default null,
  invoice_details jsonb default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.request_invoice(
    request_invoice.public_token, request_invoice.order_id, request_invoice.invoice_details)
$$;
revoke all on function public.request_invoice(text, uuid, jsonb)
  from public, anon, authenticated, service_role;
grant execute on function public.request_invoice(text, uuid, jsonb) to anon, authenticated;
comment on function public.request_invoice(text, uuid, jsonb) is
  'Asks for the invoice of an order: with its public_token, or with its order_id for its signed-in buyer and for staff with invoices.manage. invoice_details: {company, name, address, postal_code, city, country, vat_number, reference, email}; a company needs address, city and country; what is left out is taken from the order. Issued and mailed at once when the order is paid or is to be paid on invoice, else when it is paid. Returns {order_id, status: issued or waiting, invoices}. Errors: missing_field, invalid_field, invalid_email, order_not_found, sign_in_required, not_found, not_allowed, order_not_invoiceable, invoice_is_issued, rate_limited, invoice_settings_incomplete (staff), try_again.';
