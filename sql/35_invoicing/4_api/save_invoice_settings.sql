create or replace function public.save_invoice_settings(
  org_id uuid default null,
  settings jsonb default null,
  is_new_entity boolean default false
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select invoicing.save_invoice_settings(
    save_invoice_settings.org_id, save_invoice_settings.settings,
    coalesce(save_invoice_settings.is_new_entity, false))
$$;
revoke all on function public.save_invoice_settings(uuid, jsonb, boolean)
  from public, anon, authenticated, service_role;
grant execute on function public.save_invoice_settings(uuid, jsonb, boolean) to authenticated;
comment on function public.save_invoice_settings(uuid, jsonb, boolean) is
  'Says who sends the invoices of an org and how, for staff with org.update. settings: {legal_name, address, postal_code, city, country, kvk_number, vat_number, is_vat_exempt, iban, time_zone, issue: on_request or always, reverse_charge: never, products or everything, number_prefix, payment_note}; what is left out stays as it is. With is_new_entity another company takes over, with numbers of its own. Answers with the settings and with missing: what is still needed before an invoice can be issued. Errors: sign_in_required, not_found, not_allowed, missing_field, invalid_field, invoice_settings_incomplete.';
