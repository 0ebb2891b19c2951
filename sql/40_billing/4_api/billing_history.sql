create or replace function public.billing_history(
  org_id uuid default null,
  kind text default null,
  status text[] default null,
  "from" timestamptz default null,
  "to" timestamptz default null,
  cursor uuid default null,
  "limit" integer default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select billing.billing_history(
    billing_history.org_id, billing_history.kind, billing_history.status, billing_history."from",
    billing_history."to", billing_history.cursor, billing_history."limit")
$$;
revoke all on function
  public.billing_history(uuid, text, text[], timestamptz, timestamptz, uuid, integer)
  from public, anon, authenticated, service_role;
grant execute on function
  public.billing_history(uuid, text, text[], timestamptz, timestamptz, uuid, integer)
  to authenticated;
comment on function
  public.billing_history(uuid, text, text[], timestamptz, timestamptz, uuid, integer) is
  'What the platform asked of an organisation, the newest first, with the invoices and credit notes of each: of a kind (SUBSCRIPTION, PAY_PER_EVENT, OVERAGE), in one of the statuses (pending, paid, failed, withdrawn), from a moment until before another. Needs billing.read. Returns {bills: [{charge_id, kind, status, description, amount, credit_amount, net_amount, vat_amount, currency, period_start, period_end, created_at, paid_at, invoice_problem, documents: [{id, kind, number, mollie_invoice_number, status, issued_on, total_amount}]}], next_cursor, credit_left}; send next_cursor as cursor for the next page. limit: 1 to 200, 50 by default. Cents, VAT included; credit_amount is what fees owed back took off a bill, credit_left what is still owed. As a PDF: GET /functions/v1/invoice-pdf?id= of a document. Errors: missing_field, invalid_field, sign_in_required, not_found, not_allowed.';
