-- What the worker needs to make an invoice at the provider; null when it is no longer to be made.
-- Written down first, so that whoever comes after a crash knows that it may be there already: then
-- `look_first`. `key` stays the same until it is addressed anew. Answers with {sales_invoice_id,
-- key, look_first, org_id, number, description, amount, currency, vat_basis_points, language,
-- recipient, provider_payment_id, since: when the provider made the payment}.
create or replace function billing.begin_sales_invoice(p_sales_invoice_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_invoice billing.sales_invoices;
begin
  update billing.sales_invoices as i
  set tries = i.tries + 1
  where i.id = p_sales_invoice_id and i.status = 'numbered'
  returning i.* into v_invoice;
  if not found then
    return null;
  end if;
  return (
    select jsonb_build_object(
      'sales_invoice_id', v_invoice.id,
      'key', v_invoice.id
        || case when v_invoice.revision > 1 then '-' || v_invoice.revision else '' end,
      'look_first', v_invoice.tries > 1,
      'org_id', v_invoice.org_id,
      'number', v_invoice.number,
      'description', v_invoice.description,
      'amount', v_invoice.total_amount,
      'currency', v_invoice.currency,
      'vat_basis_points', v_invoice.vat_basis_points,
      'language', v_invoice.language,
      'recipient', v_invoice.recipient,
      'provider_payment_id', p.provider_payment_id,
      'since', p.provider_created_at)
    from payments.payments as p
    where p.org_id = v_invoice.org_id and p.id = v_invoice.payment_id
  );
end
$$;
revoke all on function billing.begin_sales_invoice(uuid) from public;
grant execute on function billing.begin_sales_invoice(uuid) to service_role;
