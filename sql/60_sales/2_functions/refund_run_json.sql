-- What is answered about the refund of an event; how it gets on is in public.event_refund_runs.
create or replace function sales.refund_run_json(p_run sales.event_refund_runs)
  returns jsonb
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return jsonb_build_object(
    'run_id', p_run.id, 'event_id', p_run.event_id, 'status', p_run.status,
    'include_fees', p_run.include_fees, 'orders_total', p_run.orders_total);
end
$$;
revoke all on function sales.refund_run_json(sales.event_refund_runs) from public;
