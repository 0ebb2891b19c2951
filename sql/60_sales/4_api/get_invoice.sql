create or replace function public.get_invoice(
  invoice_id uuid default null,
  public_token text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.get_invoice(get_invoice.invoice_id, get_invoice.public_token)
$$;
revoke all on function public.get_invoice(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.get_invoice(uuid, text) to anon, authenticated;
comment on function public.get_invoice(uuid, text) is
  'All that stands on an invoice or credit note: with the public_token of its order (without invoice_id: the first one of the order), for its signed-in buyer, and for staff with payments.read. As a PDF: GET /functions/v1/invoice-pdf. Errors: sign_in_required, missing_field, order_not_found, invoice_not_found, not_found, not_allowed.';
