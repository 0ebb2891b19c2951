-- Lets the refund of an event rest after the batch that is under way; what is on its way to the
-- provider goes on. For staff with refunds.create. One that does not run stays as it is. Returns
-- what refund_event() returns. Raises missing_field, not_found, not_allowed. Locks: the run.
create or replace function sales.pause_event_refund(p_event_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_run sales.event_refund_runs := sales.lock_refund_run(p_event_id);
begin
  if v_run.status = 'running' then
    update sales.event_refund_runs as r
    set status = 'paused', paused_at = core.clock()
    where r.org_id = v_run.org_id and r.id = v_run.id
    returning r.* into v_run;
  end if;
  return sales.refund_run_json(v_run);
end
$$;
revoke all on function sales.pause_event_refund(uuid) from public;
grant execute on function sales.pause_event_refund(uuid) to authenticated;
