-- Works off the refund of one event that was called off: the next orders, first placed first.
-- One that somebody else is busy with is skipped and found when the run goes through once more,
-- which it does until nothing is left. All or nothing per batch: a crash loses no order and sends
-- nothing twice. Sweep `sales.refund_events`. Locks: the run, payables (skipping locked ones) with
-- their orders, then per order what make_refund() locks.
create or replace function sales.sweep_event_refunds(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_run sales.event_refund_runs;
  v_orders sales.orders[];
  v_done integer := 0;
begin
  select r.* into v_run
  from sales.event_refund_runs as r
  where r.status = 'running'
  order by r.updated_at
  limit 1
  for no key update skip locked;
  if not found then
    return 0;
  end if;
  select coalesce(array_agg(n.o order by (n.o).created_at, (n.o).id), '{}') into v_orders
  from (
    select o
    from sales.orders as o
    join payments.payables as p on p.org_id = o.org_id and p.id = o.id
    where o.org_id = v_run.org_id and o.event_id = v_run.event_id
      and (
        v_run.last_order_at is null
        or (o.created_at, o.id) > (v_run.last_order_at, v_run.last_order_id)
      )
      and o.status in ('pending', 'paid', 'partially_refunded')
      and not exists (
        select from sales.event_refund_orders as d
        where d.org_id = o.org_id and d.run_id = v_run.id and d.order_id = o.id
      )
    order by o.created_at, o.id
    limit p_limit
    for no key update of p, o skip locked
  ) as n;
  for v_index in 1..cardinality(v_orders) loop
    if sales.try_call_off(v_run, v_orders[v_index]) then
      v_done := v_done + 1;
    end if;
  end loop;
  if v_orders <> '{}' then
    update sales.event_refund_runs as r
    set (last_order_at, last_order_id) = (
      v_orders[cardinality(v_orders)].created_at, v_orders[cardinality(v_orders)].id)
    where r.org_id = v_run.org_id and r.id = v_run.id;
  else
    perform sales.finish_refund_run(v_run);
  end if;
  return v_done;
end
$$;
revoke all on function sales.sweep_event_refunds(integer) from public;
