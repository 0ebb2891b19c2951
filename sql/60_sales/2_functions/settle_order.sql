-- Called by payments when an order's money has arrived: `settled` when its tickets were issued,
-- `overbooked` when they cannot be (the hold was released and there is no room left, or the event
-- was called off; or what a change order changes is not as it was), `surplus` when it needed no
-- money. What is not settled, payments sends back.
create or replace function sales.settle_order(p_org_id uuid, p_order_id uuid)
  returns text
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders := sales.lock_order(p_org_id, p_order_id);
begin
  if v_order.status in ('paid', 'partially_refunded', 'refunded', 'overbooked') then
    return 'surplus';
  end if;
  if exists (
    select 1 from events.events as e
    where e.org_id = p_org_id and e.id = v_order.event_id and e.status = 'cancelled'
  ) then
    perform sales.mark_overbooked(v_order);
    return 'overbooked';
  end if;
  if v_order.status = 'pending' and v_order.purpose = 'sale' then
    perform sales.mark_paid(v_order);
    return 'settled';
  end if;
  begin
    perform sales.mark_paid(v_order);
    if v_order.purpose = 'sale' then
      -- Last, because pools come after all else in the lock order.
      perform sales.hold_capacity(v_order, sales.order_demand(v_order));
    end if;
  -- Whatever our rules refuse; not a lock that timed out, after which the provider asks again.
  exception
    when sqlstate 'PT400' or sqlstate 'PT403' or sqlstate 'PT404' or sqlstate 'PT409'
      or sqlstate 'PT422'
    then
    perform sales.mark_overbooked(v_order);
    return 'overbooked';
  end;
  return 'settled';
end
$$;
revoke all on function sales.settle_order(uuid, uuid) from public;
