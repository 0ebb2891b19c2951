-- Brings the invoices of a payable up to date with what became of it: one is issued when it was
-- settled (or is to be paid on invoice) and is wanted, and credit notes when it ended unpaid or its
-- money went back. A repeat does nothing. The caller has locked the payable. Raises
-- invoice_settings_incomplete, try_again. Locks: the numbers of the legal entity, last.
create or replace function invoicing.update_documents(p_payable payments.payables)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_facts jsonb := invoicing.facts_of(p_payable);
  v_open invoicing.invoices := invoicing.open_invoice(p_payable.org_id, p_payable.id);
begin
  if v_facts ->> 'state' = 'ended' then
    if v_open.id is not null and v_open.total_amount > 0 then
      perform invoicing.issue_credit_note(
        v_open, invoicing.amount_left(v_open), 'cancellation');
    end if;
    return;
  end if;
  if v_open.id is null
    and v_facts ->> 'state' in ('settled', 'due')
    and invoicing.is_wanted(p_payable, v_facts)
    -- All of it went back: that is the end of it.
    and not exists (
      select from invoicing.invoices as n
      where n.org_id = p_payable.org_id and n.payable_id = p_payable.id and n.reason = 'refund'
    )
  then
    v_open := invoicing.issue_invoice(p_payable, v_facts);
  end if;
  if v_open.id is not null then
    perform invoicing.credit_refunds(p_payable, v_open, v_facts);
  end if;
end
$$;
revoke all on function invoicing.update_documents(payments.payables) from public;
