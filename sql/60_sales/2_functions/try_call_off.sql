-- call_off_order() for a run, which one order must not stop: what refuses to end is written down
-- with the reason, and tried again on resume_event_refund(); what somebody else is busy with comes
-- later. Whether it was dealt with.
create or replace function sales.try_call_off(
  p_run sales.event_refund_runs,
  p_order sales.orders
)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = ''
  set lock_timeout = '2s'
as $$
declare
  v_done sales.event_refund_orders;
begin
  begin
    v_done := sales.call_off_order(p_run, p_order);
  exception
    when lock_not_available or deadlock_detected then
      return false;
    when others then
      v_done := null;
      v_done.outcome := 'refused';
      v_done.problem := left(sqlerrm, 500);
  end;
  insert into sales.event_refund_orders (
    org_id, run_id, order_id, outcome, amount, refund_ids, problem
  ) values (
    p_run.org_id, p_run.id, p_order.id, v_done.outcome, coalesce(v_done.amount, 0),
    coalesce(v_done.refund_ids, '{}'), v_done.problem
  );
  return true;
end
$$;
revoke all on function sales.try_call_off(sales.event_refund_runs, sales.orders) from public;
