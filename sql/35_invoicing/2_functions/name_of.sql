-- By what an invoice is known in answers.
create or replace function invoicing.name_of(p_invoice invoicing.invoices)
  returns jsonb
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return jsonb_build_object('invoice_id', p_invoice.id, 'number', p_invoice.number);
end
$$;
revoke all on function invoicing.name_of(invoicing.invoices) from public;
