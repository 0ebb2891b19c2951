create or replace view public.billing_details
with (security_invoker = true) as
select
  d.org_id,
  d.company,
  d.address,
  d.postal_code,
  d.city,
  d.country,
  d.kvk_number,
  d.vat_number,
  d.email,
  d.created_at,
  d.updated_at
from billing.details as d;
revoke all on public.billing_details from anon, authenticated, service_role;
grant select on public.billing_details to authenticated;
comment on view public.billing_details is
  'To whom the platform''s invoices to the org are addressed, for staff with billing.read; save_billing_details writes it. Without a row they are addressed as the org''s own invoices are signed (invoice_settings).';
