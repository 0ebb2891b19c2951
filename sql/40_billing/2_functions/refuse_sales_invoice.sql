-- Writes down that the provider would not make an invoice, and why. It goes out again when the org
-- is addressed anew (save_billing_details). One that was made meanwhile stays as it is.
create or replace function billing.refuse_sales_invoice(p_sales_invoice_id uuid, p_reason text)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update billing.sales_invoices as i
  set status = 'refused', problem = left(p_reason, 500)
  where i.id = p_sales_invoice_id and i.status = 'numbered';
end
$$;
revoke all on function billing.refuse_sales_invoice(uuid, text) from public;
grant execute on function billing.refuse_sales_invoice(uuid, text) to service_role;
