create or replace view public.invoice_lines
with (security_invoker = true) as
select
  l.org_id,
  l.invoice_id,
  l.line,
  l.kind,
  l.source_id as order_item_id,
  l.name,
  l.quantity,
  l.unit_amount,
  l.discount_amount,
  l.total_amount,
  l.vat_rate,
  l.vat_amount,
  l.is_reverse_charged,
  l.credited_line
from invoicing.invoice_lines as l;
revoke all on public.invoice_lines from anon, authenticated, service_role;
grant select on public.invoice_lines to authenticated;
comment on view public.invoice_lines is
  'Lines of invoices and credit notes, for staff with payments.read. Cents, VAT included.';
