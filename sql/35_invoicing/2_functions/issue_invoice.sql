-- Writes the invoice of a payable that its caller has locked and that has no open one. Its total is
-- what the payable costs, to the cent, or it is not written. Raises invoice_settings_incomplete,
-- try_again. Locks: the numbers of the legal entity, last.
create or replace function invoicing.issue_invoice(p_payable payments.payables, p_facts jsonb)
  returns invoicing.invoices
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_entity invoicing.legal_entities := invoicing.current_entity(p_payable.org_id);
  v_buyer invoicing.buyers;
  v_lines invoicing.line[];
  v_invoice invoicing.invoices;
begin
  select b.* into v_buyer
  from invoicing.buyers as b
  where b.org_id = p_payable.org_id and b.payable_id = p_payable.id;
  v_lines := invoicing.lines_of(p_facts, v_entity, v_buyer);
  perform invoicing.guard_settings(
    v_entity, (select sum(l.vat_amount)::integer from unnest(v_lines) as l));
  v_invoice.kind := 'invoice';
  v_invoice.payable_id := p_payable.id;
  v_invoice.currency := p_payable.currency;
  v_invoice.language := p_facts ->> 'language';
  v_invoice.subject := p_facts ->> 'subject';
  v_invoice.subject_number := p_facts ->> 'subject_number';
  v_invoice.seller := invoicing.seller_json(v_entity);
  v_invoice.buyer := invoicing.buyer_json(v_buyer, p_facts);
  v_invoice.supplied_on := (p_facts ->> 'supplied_at')::timestamptz at time zone v_entity.time_zone;
  v_invoice.due_on := (p_facts ->> 'due_at')::timestamptz at time zone v_entity.time_zone;
  v_invoice.paid_on := (p_facts ->> 'paid_at')::timestamptz at time zone v_entity.time_zone;
  v_invoice := invoicing.insert_document(v_invoice, v_entity, v_lines);
  if v_invoice.total_amount <> p_payable.amount then
    raise exception 'the lines of % % come to %, and it costs %',
      p_payable.kind, p_payable.id, v_invoice.total_amount, p_payable.amount;
  end if;
  insert into invoicing.balances (org_id, invoice_id, payable_id, total_amount)
  values (v_invoice.org_id, v_invoice.id, v_invoice.payable_id, v_invoice.total_amount);
  return v_invoice;
end
$$;
revoke all on function invoicing.issue_invoice(payments.payables, jsonb) from public;
