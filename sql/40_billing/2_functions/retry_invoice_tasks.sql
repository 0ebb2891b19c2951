-- Tries the platform's invoices again that could not be made, without waiting for their hour; one
-- that was tried in the last minute is left alone, so repeating comes to an end. Heals
-- `bills_wait`.
create or replace function billing.retry_invoice_tasks(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update billing.invoice_tasks as t
  set due_at = core.clock()
  where (t.org_id, t.position) in (
    select i.org_id, i.position
    from billing.invoice_tasks as i
    where i.problem is not null
      and i.due_at between core.clock() and core.clock() + interval '59 minutes'
    limit p_limit);
  return billing.sweep_invoices(p_limit);
end
$$;
revoke all on function billing.retry_invoice_tasks(integer) from public;
