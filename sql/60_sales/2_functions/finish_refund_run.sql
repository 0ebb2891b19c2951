-- Ends a locked run that has come to the last order, or lets it begin again for those that were
-- skipped.
create or replace function sales.finish_refund_run(p_run sales.event_refund_runs)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_is_over boolean := not exists (
    select
    from sales.orders as o
    where o.org_id = p_run.org_id and o.event_id = p_run.event_id
      and o.status in ('pending', 'paid', 'partially_refunded')
      and not exists (
        select from sales.event_refund_orders as d
        where d.org_id = o.org_id and d.run_id = p_run.id and d.order_id = o.id
      )
  );
begin
  update sales.event_refund_runs as r
  set last_order_at = null,
    last_order_id = null,
    status = case when v_is_over then 'completed' else r.status end,
    completed_at = case when v_is_over then core.clock() end,
    orders_total = case when v_is_over then (
      select count(*) from sales.event_refund_orders as d
      where d.org_id = r.org_id and d.run_id = r.id
    ) else r.orders_total end
  where r.org_id = p_run.org_id and r.id = p_run.id;
end
$$;
revoke all on function sales.finish_refund_run(sales.event_refund_runs) from public;
