-- Writes a credit note that takes back an amount of an invoice, from the same seller to the same
-- buyer. The caller has locked the payable. Answers with nothing when there is nothing to take
-- back. Raises try_again. Locks: the invoice's balance, then the numbers of the legal entity, last.
create or replace function invoicing.issue_credit_note(
  p_invoice invoicing.invoices,
  p_amount integer,
  p_reason text,
  p_refund_id uuid default null,
  p_items jsonb default null
)
  returns invoicing.invoices
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_note invoicing.invoices := p_invoice;
  v_lines invoicing.line[];
  v_entity invoicing.legal_entities;
begin
  -- The check of the balance refuses what is more than the invoice.
  update invoicing.balances as b
  set credited_amount = b.credited_amount + p_amount
  where b.org_id = p_invoice.org_id and b.invoice_id = p_invoice.id;
  v_lines := invoicing.credit_lines(p_invoice, p_amount, p_items);
  if v_lines is null then
    return null;
  end if;
  select e.* into strict v_entity
  from invoicing.legal_entities as e
  where e.org_id = p_invoice.org_id and e.id = p_invoice.legal_entity_id;
  v_note.kind := 'credit_note';
  v_note.credited_invoice_id := p_invoice.id;
  v_note.refund_id := p_refund_id;
  v_note.reason := p_reason;
  v_note.due_on := null;
  v_note.paid_on := null;
  return invoicing.insert_document(v_note, v_entity, v_lines);
end
$$;
revoke all on function
  invoicing.issue_credit_note(invoicing.invoices, integer, text, uuid, jsonb) from public;
