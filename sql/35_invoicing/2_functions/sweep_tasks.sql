-- Brings invoices up to date that may be behind, org by org in the order in which their payables
-- were settled. What cannot be done (settings are missing) is tried again in an hour, or when the
-- settings change; one that cannot stops no other. Sweep `invoicing.issue`. Locks: payables
-- (skipping locked ones), then the numbers of legal entities by org.
create or replace function invoicing.sweep_tasks(p_limit integer)
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
      select t.org_id, t.position, t.payable_id
      from invoicing.tasks as t
      join payments.payables as p on p.org_id = t.org_id and p.id = t.payable_id
      where t.due_at <= v_now
      order by t.due_at, t.position
      limit p_limit
      for no key update of t, p skip locked
    )
    select k.org_id, k.payable_id, array_agg(k.position) as positions
    from taken as k
    group by k.org_id, k.payable_id
    order by k.org_id, min(k.position)
  loop
    v_count := v_count + cardinality(v_task.positions);
    begin
      perform invoicing.update_documents(
        payments.lock_payable(v_task.org_id, v_task.payable_id));
      delete from invoicing.tasks as t
      where t.org_id = v_task.org_id and t.position = any (v_task.positions);
    exception when others then
      get stacked diagnostics v_problem = message_text;
      update invoicing.tasks as t
      set problem = v_problem, due_at = v_now + interval '1 hour'
      where t.org_id = v_task.org_id and t.position = any (v_task.positions);
    end;
  end loop;
  return v_count;
end
$$;
revoke all on function invoicing.sweep_tasks(integer) from public;
