create or replace view public.invoice_settings
with (security_invoker = true) as
select
  e.org_id,
  e.id as legal_entity_id,
  e.is_current,
  e.legal_name,
  e.address,
  e.postal_code,
  e.city,
  e.country,
  e.kvk_number,
  e.vat_number,
  e.is_vat_exempt,
  e.iban,
  e.time_zone,
  e.issue,
  e.reverse_charge,
  e.number_prefix,
  e.payment_note,
  e.created_at,
  e.updated_at
from invoicing.legal_entities as e;
revoke all on public.invoice_settings from anon, authenticated, service_role;
grant select on public.invoice_settings to authenticated;
comment on view public.invoice_settings is
  'Who sends the org''s invoices and how, for staff with payments.read; save_invoice_settings writes it.';
comment on column public.invoice_settings.is_current is
  'False of a legal entity that another one took over from.';
comment on column public.invoice_settings.issue is 'always, or on_request of the buyer.';
comment on column public.invoice_settings.reverse_charge is
  'never, for products only, or for everything: whether buyers with a VAT number of another member state of the EU get an invoice without VAT.';
