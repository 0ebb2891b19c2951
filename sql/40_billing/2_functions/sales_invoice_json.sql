-- All that stands on a document of the platform, in the form of invoicing.invoice_json: what its
-- PDF is made from.
create or replace function billing.sales_invoice_json(p_invoice billing.sales_invoices)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_amounts jsonb := jsonb_build_object(
    'vat_rate', p_invoice.vat_basis_points, 'is_reverse_charged', false,
    'net_amount', p_invoice.net_amount, 'vat_amount', p_invoice.vat_amount,
    'total_amount', p_invoice.total_amount);
begin
  return jsonb_build_object(
    'invoice_id', p_invoice.id,
    'kind', p_invoice.kind,
    'number', p_invoice.number,
    'credited_number', (
      select i.number
      from billing.sales_invoices as i
      where i.org_id = p_invoice.org_id and i.id = p_invoice.corrects_id
    ),
    'reason', p_invoice.cause,
    'language', p_invoice.language,
    'subject', '',
    'subject_number', '',
    'seller', p_invoice.seller,
    'buyer', p_invoice.recipient,
    'net_amount', p_invoice.net_amount,
    'vat_amount', p_invoice.vat_amount,
    'total_amount', p_invoice.total_amount,
    'currency', p_invoice.currency,
    'issued_at', p_invoice.numbered_at,
    'issued_on', p_invoice.issued_on,
    'lines', jsonb_build_array(v_amounts || jsonb_build_object(
      'name', p_invoice.description, 'quantity', 1, 'unit_amount', p_invoice.total_amount,
      'discount_amount', 0)),
    'vat', jsonb_build_array(v_amounts)
  );
end
$$;
revoke all on function billing.sales_invoice_json(billing.sales_invoices) from public;
