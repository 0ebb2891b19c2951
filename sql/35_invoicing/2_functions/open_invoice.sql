-- The invoice of a payable of which not everything was taken back; nothing known, when there is
-- none.
create or replace function invoicing.open_invoice(p_org_id uuid, p_payable_id uuid)
  returns invoicing.invoices
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_invoice invoicing.invoices;
begin
  select i.* into v_invoice
  from invoicing.balances as b
  join invoicing.invoices as i on i.org_id = b.org_id and i.id = b.invoice_id
  where b.org_id = p_org_id and b.payable_id = p_payable_id and b.is_open;
  return v_invoice;
end
$$;
revoke all on function invoicing.open_invoice(uuid, uuid) from public;
