-- Called when a charge was paid, paid back or charged back, in the same transaction: queues a look
-- at its invoices. It locks nothing, and may be called any number of times.
create or replace function billing.want_sales_invoice(p_org_id uuid, p_charge_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into billing.invoice_tasks (org_id, charge_id) values (p_org_id, p_charge_id);
end
$$;
revoke all on function billing.want_sales_invoice(uuid, uuid) from public;
