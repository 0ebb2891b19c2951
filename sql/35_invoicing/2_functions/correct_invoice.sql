-- Takes back an invoice and issues it anew with other details of its buyer, under the legal entity
-- and settings of now; for staff with invoices.manage. Answers with {credit_note, invoice}, each
-- {invoice_id, number}. Only an invoice of which nothing was taken back yet: what went back stays
-- tied to the invoice that it was on.
--
-- Raises not_found, not_allowed, missing_field, invalid_field, invalid_email, invoice_is_credited,
-- invoice_settings_incomplete, try_again. Locks: payable, then numbers, last.
create or replace function invoicing.correct_invoice(p_invoice_id uuid, p_details jsonb)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_invoice invoicing.invoices;
  v_payable payments.payables;
  v_buyer invoicing.buyers;
  v_note invoicing.invoices;
begin
  perform core.require_id('invoice_id', p_invoice_id);
  select i.* into v_invoice from invoicing.invoices as i where i.id = p_invoice_id;
  perform tenancy.authorise(v_invoice.org_id, 'invoices.manage', 'invoice', p_invoice_id);
  if p_details is null then
    perform core.fail('missing_field', '{"field": "invoice_details"}');
  end if;
  v_buyer := invoicing.read_buyer(p_details);
  v_payable := payments.lock_payable(v_invoice.org_id, v_invoice.payable_id);
  if v_invoice.kind = 'credit_note'
    or v_invoice.total_amount = 0
    or invoicing.amount_left(v_invoice) < v_invoice.total_amount
  then
    perform core.fail('invoice_is_credited', jsonb_build_object('number', v_invoice.number));
  end if;
  perform invoicing.guard_settings(
    invoicing.current_entity(v_invoice.org_id), v_invoice.vat_amount);
  perform invoicing.keep_buyer(v_invoice.org_id, v_invoice.payable_id, v_buyer);
  v_note := invoicing.issue_credit_note(v_invoice, v_invoice.total_amount, 'correction');
  v_invoice := invoicing.issue_invoice(v_payable, invoicing.facts_of(v_payable));
  return jsonb_build_object(
    'credit_note', invoicing.name_of(v_note), 'invoice', invoicing.name_of(v_invoice));
end
$$;
revoke all on function invoicing.correct_invoice(uuid, jsonb) from public;
grant execute on function invoicing.correct_invoice(uuid, jsonb) to authenticated;
