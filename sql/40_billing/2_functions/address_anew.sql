-- Sends what the provider refused to make for an org out again, addressed as the org says now.
create or replace function billing.address_anew(p_org_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_invoice billing.sales_invoices;
begin
  for v_invoice in
    update billing.sales_invoices as i
    set status = 'numbered', recipient = billing.recipient_of(p_org_id), problem = null,
      revision = i.revision + 1
    where i.org_id = p_org_id and i.status = 'refused'
    returning i.*
  loop
    perform billing.emit_sales_invoice(v_invoice);
  end loop;
end
$$;
revoke all on function billing.address_anew(uuid) from public;
