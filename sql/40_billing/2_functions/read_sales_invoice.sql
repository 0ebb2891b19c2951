-- How to get at an invoice or credit note of the platform, for staff with billing.read and for
-- administrators of the platform. Answers with {number, kind, language, mollie_sales_invoice_id}
-- for what the provider made; with {…, document} for what is ours alone: all that stands on it, as
-- invoicing.invoice_json tells it. Raises sign_in_required, missing_field, not_found, not_allowed,
-- invoice_not_ready.
create or replace function billing.read_sales_invoice(p_sales_invoice_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_invoice billing.sales_invoices;
begin
  if auth.uid() is null then
    perform core.fail('sign_in_required');
  end if;
  perform core.require_id('id', p_sales_invoice_id);
  select i.* into v_invoice from billing.sales_invoices as i where i.id = p_sales_invoice_id;
  if v_invoice.id is null or not tenancy.is_platform_admin() then
    perform tenancy.authorise(v_invoice.org_id, 'billing.read', 'invoice', p_sales_invoice_id);
  end if;
  if v_invoice.status <> 'issued' then
    perform core.fail('invoice_not_ready', jsonb_build_object('number', v_invoice.number));
  end if;
  return jsonb_build_object(
    'number', v_invoice.number,
    'kind', v_invoice.kind,
    'language', v_invoice.language,
    'mollie_sales_invoice_id', v_invoice.mollie_sales_invoice_id,
    'document', case when v_invoice.mollie_sales_invoice_id is null
      then billing.sales_invoice_json(v_invoice) end);
end
$$;
revoke all on function billing.read_sales_invoice(uuid) from public;
grant execute on function billing.read_sales_invoice(uuid) to anon, authenticated;
