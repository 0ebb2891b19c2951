-- Brings the platform's documents of a charge up to date with what became of its money: writes
-- those whose cause has none yet. The caller has locked the payable. A repeat does nothing. Raises
-- billing_details_incomplete, platform_details_incomplete, try_again. Locks: the numbers of the
-- platform, last.
create or replace function billing.update_sales_invoices(p_org_id uuid, p_charge_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_charge billing.charges;
  v_cause record;
begin
  select c.* into strict v_charge
  from billing.charges as c
  where c.org_id = p_org_id and c.id = p_charge_id;
  for v_cause in
    select c.*
    from billing.causes_of(p_org_id, p_charge_id) as c
    where not exists (
      select 1 from billing.sales_invoices as i
      where i.org_id = p_org_id and i.cause = c.cause and i.cause_id = c.cause_id
    )
    -- The invoice before what takes it back, whichever clock said what.
    order by c.cause <> 'payment', c.happened_at, c.cause_id
  loop
    perform billing.issue_sales_invoice(
      v_charge, v_cause.payment_id, v_cause.cause, v_cause.cause_id, v_cause.amount);
  end loop;
end
$$;
revoke all on function billing.update_sales_invoices(uuid, uuid) from public;
