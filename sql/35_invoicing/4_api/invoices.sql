create or replace view public.invoices
with (security_invoker = true) as
select
  i.org_id,
  i.id,
  i.legal_entity_id,
  i.kind,
  i.number,
  i.year,
  i.sequence,
  i.payable_id as order_id,
  i.subject_number as order_number,
  i.subject,
  i.credited_invoice_id,
  i.refund_id,
  i.reason,
  i.language,
  i.net_amount,
  i.vat_amount,
  i.total_amount,
  b.credited_amount,
  i.currency,
  i.issued_at,
  i.issued_on,
  i.supplied_on,
  i.due_on,
  i.paid_on,
  i.buyer ->> 'company' as buyer_company,
  i.buyer ->> 'name' as buyer_name,
  i.buyer ->> 'country' as buyer_country,
  i.buyer ->> 'vat_number' as buyer_vat_number,
  i.buyer ->> 'reference' as buyer_reference,
  i.buyer ->> 'email' as buyer_email
from invoicing.invoices as i
left join invoicing.balances as b on b.org_id = i.org_id and b.invoice_id = i.id;
revoke all on public.invoices from anon, authenticated, service_role;
grant select on public.invoices to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.invoices
  for each row execute function core.tg__read_only();
comment on view public.invoices is
  'Invoices and credit notes, for staff with payments.read. Cents, VAT included; negative of credit notes.';
comment on column public.invoices.kind is 'invoice or credit_note.';
comment on column public.invoices.credited_invoice_id is 'Of a credit note: the invoice that it takes back, or part of it.';
comment on column public.invoices.credited_amount is 'Of an invoice: how much of it credit notes took back.';
comment on column public.invoices.reason is 'Of a credit note: refund, cancellation or correction.';
comment on column public.invoices.paid_on is 'The day it was paid, if that was before it was issued.';
