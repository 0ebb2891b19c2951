-- Takes over the invoice that the provider made (its JSON). A repeat changes nothing; another
-- invoice than the one that is known, or other amounts than ours, are written down as a problem for
-- a person. Answers with {number, mollie_invoice_number}. Raises invoice_not_found.
create or replace function billing.record_sales_invoice(p_sales_invoice_id uuid, p_provider jsonb)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_invoice billing.sales_invoices;
  v_problem text;
begin
  select i.* into v_invoice
  from billing.sales_invoices as i
  where i.id = p_sales_invoice_id
  for no key update;
  if not found then
    perform core.fail('invoice_not_found');
  end if;
  v_problem := case
    when v_invoice.mollie_sales_invoice_id <> p_provider ->> 'id'
      then format('The provider has a second one, %s.', p_provider ->> 'id')
    when payments.minor_units(
      p_provider #>> '{totalAmount,value}', p_provider #>> '{totalAmount,currency}')
      <> v_invoice.total_amount
      or payments.minor_units(
        p_provider #>> '{totalVatAmount,value}', p_provider #>> '{totalVatAmount,currency}')
        <> v_invoice.vat_amount
      then format('The provider''s comes to %s, VAT %s.',
        p_provider #>> '{totalAmount,value}', p_provider #>> '{totalVatAmount,value}')
  end;
  update billing.sales_invoices as i
  set status = 'issued',
    issued_at = coalesce(i.issued_at, core.clock()),
    mollie_sales_invoice_id = coalesce(i.mollie_sales_invoice_id, p_provider ->> 'id'),
    mollie_invoice_number = coalesce(i.mollie_invoice_number, p_provider ->> 'invoiceNumber'),
    provider_created_at =
      coalesce(i.provider_created_at, (p_provider ->> 'createdAt')::timestamptz),
    problem = coalesce(v_problem, i.problem)
  where i.org_id = v_invoice.org_id and i.id = v_invoice.id
  returning i.* into v_invoice;
  return jsonb_build_object(
    'number', v_invoice.number, 'mollie_invoice_number', v_invoice.mollie_invoice_number);
end
$$;
revoke all on function billing.record_sales_invoice(uuid, jsonb) from public;
grant execute on function billing.record_sales_invoice(uuid, jsonb) to service_role;
