-- What the worker needs to mail an invoice: all that stands on it, and the token of its buyer.
create or replace function invoicing.invoice_mail(p_invoice_id uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_invoice invoicing.invoices;
begin
  select i.* into v_invoice from invoicing.invoices as i where i.id = p_invoice_id;
  if not found then
    perform core.fail('invoice_not_found', jsonb_build_object('invoice_id', p_invoice_id));
  end if;
  return invoicing.invoice_json(v_invoice)
    || jsonb_build_object(
      'public_token', core.public_token(v_invoice.org_id, v_invoice.payable_id));
end
$$;
revoke all on function invoicing.invoice_mail(uuid) from public;
grant execute on function invoicing.invoice_mail(uuid) to service_role;
