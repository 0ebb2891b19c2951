-- Lets the refund of an event go on, and try again what was refused. For staff with refunds.create.
-- One that runs goes on running; one that is completed runs again only when something was refused.
-- Returns what refund_event() returns. Raises missing_field, not_found, not_allowed. Locks: run.
create or replace function sales.resume_event_refund(p_event_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_run sales.event_refund_runs := sales.lock_refund_run(p_event_id);
  v_again boolean;
begin
  delete from sales.event_refund_orders as o
  where o.org_id = v_run.org_id and o.run_id = v_run.id and o.outcome = 'refused';
  v_again := found;
  if v_again or v_run.status = 'paused' then
    update sales.event_refund_runs as r
    set status = 'running', paused_at = null, completed_at = null,
      last_order_at = case when not v_again then r.last_order_at end,
      last_order_id = case when not v_again then r.last_order_id end
    where r.org_id = v_run.org_id and r.id = v_run.id
    returning r.* into v_run;
  end if;
  return sales.refund_run_json(v_run);
end
$$;
revoke all on function sales.resume_event_refund(uuid) from public;
grant execute on function sales.resume_event_refund(uuid) to authenticated;
