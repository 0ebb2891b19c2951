-- Brings invoices of the platform up to date that may be behind, in the order in which their
-- charges were paid. What cannot be done (the org's address is missing) is tried again in an hour,
-- or when the address is given; one that cannot stops no other. Sweep `billing.invoices`. Locks:
-- payables (skipping locked ones), then the numbers of the platform.
create or replace function billing.sweep_invoices(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_task record;
  v_problem text;
  v_count integer := 0;
begin
  for v_task in
    with taken as (
      select t.org_id, t.position, t.charge_id
      from billing.invoice_tasks as t
      join payments.payables as p on p.org_id = t.org_id and p.id = t.charge_id
      where t.due_at <= v_now
      order by t.due_at, t.position
      limit p_limit
      for no key update of t, p skip locked
    )
    select k.org_id, k.charge_id, array_agg(k.position) as positions
    from taken as k
    group by k.org_id, k.charge_id
    order by min(k.position)
  loop
    v_count := v_count + cardinality(v_task.positions);
    begin
      perform billing.update_sales_invoices(v_task.org_id, v_task.charge_id);
      delete from billing.invoice_tasks as t
      where t.org_id = v_task.org_id and t.position = any (v_task.positions);
    exception when others then
      get stacked diagnostics v_problem = message_text;
      update billing.invoice_tasks as t
      set problem = v_problem, due_at = v_now + interval '1 hour'
      where t.org_id = v_task.org_id and t.position = any (v_task.positions);
    end;
  end loop;
  return v_count;
end
$$;
revoke all on function billing.sweep_invoices(integer) from public;
