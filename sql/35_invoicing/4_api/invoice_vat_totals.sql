-- What a VAT return asks: per legal entity, month and rate. A quarter is the sum of three rows.
create or replace view public.invoice_vat_totals
with (security_invoker = true) as
select
  i.org_id,
  i.legal_entity_id,
  i.currency,
  l.vat_rate,
  l.is_reverse_charged,
  date_trunc('month', i.issued_on::timestamp)::date as month,
  sum(l.total_amount - l.vat_amount)::bigint as net_amount,
  sum(l.vat_amount)::bigint as vat_amount,
  sum(l.total_amount)::bigint as total_amount,
  count(distinct i.id) filter (where i.kind = 'invoice') as invoices,
  count(distinct i.id) filter (where i.kind = 'credit_note') as credit_notes
from invoicing.invoices as i
join invoicing.invoice_lines as l on l.org_id = i.org_id and l.invoice_id = i.id
group by
  i.org_id, i.legal_entity_id, date_trunc('month', i.issued_on::timestamp)::date, i.currency,
  l.vat_rate, l.is_reverse_charged;
revoke all on public.invoice_vat_totals from anon, authenticated, service_role;
grant select on public.invoice_vat_totals to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.invoice_vat_totals
  for each row execute function core.tg__read_only();
comment on view public.invoice_vat_totals is
  'What was invoiced less what was credited, per legal entity, month and VAT rate, for staff with payments.read. Cents.';
comment on column public.invoice_vat_totals.month is 'Its first day; by the day of issue.';
