-- Takes a locked order that was released back to pending, with a new hold, at the price that was
-- quoted. Raises the errors of the sale when its event, ticket types, products or waves are no
-- longer sold, those of refuse_demand() when there is no room, and those of lock_change() and
-- guard_change_offered() when it changes a ticket that cannot be changed any more.
create or replace function sales.reopen_order(p_order sales.orders, p_checkout_session_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := sales.find_event_on_sale(p_order.event_id);
  v_deadline timestamptz := core.clock()
    + make_interval(mins => (events.settings_of(v_event)).hold_minutes);
  v_order sales.orders;
begin
  if p_order.purpose <> 'sale' then
    perform sales.lock_change(p_order);
    perform sales.guard_change_offered(e, p_order.purpose)
    from sales.orders as s
    join events.events as e on e.org_id = s.org_id and e.id = s.event_id
    where s.org_id = p_order.org_id and s.id = p_order.credit_order_id;
  end if;
  perform sales.refuse_line(v_event, i.ticket_type_id, i.quantity, i.line)
  from sales.order_items as i
  join events.ticket_types as t on t.org_id = i.org_id and t.id = i.ticket_type_id
  where i.org_id = p_order.org_id and i.order_id = p_order.id
    and not (
      t.is_active
      and t.deleted_at is null
      and events.sale_state(v_event, t, core.clock()) = 'on_sale'
    );
  perform sales.guard_still_sold(p_order);
  update sales.orders as o
  set status = 'pending',
    checkout_session_id = p_checkout_session_id,
    expires_at = v_deadline,
    release_at = v_deadline,
    failed_at = null, cancelled_at = null, expired_at = null
  where o.org_id = p_order.org_id and o.id = p_order.id
  returning o.* into v_order;
  perform sales.sync_registrations(v_order);
  perform sales.hold_capacity(v_order, sales.order_demand(v_order));
end
$$;
revoke all on function sales.reopen_order(sales.orders, uuid) from public;
