-- How much of an invoice was not taken back, in cents.
create or replace function invoicing.amount_left(p_invoice invoicing.invoices)
  returns integer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select b.total_amount - b.credited_amount
    from invoicing.balances as b
    where b.org_id = p_invoice.org_id and b.invoice_id = p_invoice.id
  );
end
$$;
revoke all on function invoicing.amount_left(invoicing.invoices) from public;
