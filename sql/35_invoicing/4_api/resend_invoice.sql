create or replace function public.resend_invoice(invoice_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select invoicing.resend_invoice(resend_invoice.invoice_id)
$$;
revoke all on function public.resend_invoice(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.resend_invoice(uuid) to authenticated;
comment on function public.resend_invoice(uuid) is
  'Mails an invoice or credit note again to its buyer, for staff with invoices.manage. Answers with {invoice_id, number, status: queued}. Errors: sign_in_required, not_found, not_allowed, missing_field, rate_limited.';
