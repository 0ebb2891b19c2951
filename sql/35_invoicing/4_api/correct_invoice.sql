create or replace function public.correct_invoice(
  invoice_id uuid default null,
  invoice_details jsonb default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select invoicing.correct_invoice(correct_invoice.invoice_id, correct_invoice.invoice_details)
$$;
revoke all on function public.correct_invoice(uuid, jsonb)
  from public, anon, authenticated, service_role;
grant execute on function public.correct_invoice(uuid, jsonb) to authenticated;
comment on function public.correct_invoice(uuid, jsonb) is
  'Takes an invoice back with a credit note and issues it anew with other details of its buyer, for staff with invoices.manage. invoice_details as in request_invoice. Answers with {credit_note: {invoice_id, number}, invoice: {invoice_id, number}}. Errors: sign_in_required, not_found, not_allowed, missing_field, invalid_field, invalid_email, invoice_is_credited, invoice_settings_incomplete, try_again.';
