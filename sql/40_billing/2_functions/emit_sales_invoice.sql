-- Has an invoice made at the provider, once this transaction is committed.
create or replace function billing.emit_sales_invoice(p_invoice billing.sales_invoices)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform core.emit(
    p_invoice.org_id, 'sales_invoice:' || p_invoice.id, 'mollie.create_sales_invoice',
    jsonb_build_object('sales_invoice_id', p_invoice.id));
end
$$;
revoke all on function billing.emit_sales_invoice(billing.sales_invoices) from public;
