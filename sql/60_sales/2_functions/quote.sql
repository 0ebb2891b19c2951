-- Prices a cart at our prices, in its order. Raises for the first line that cannot be sold (see
-- refuse_line), and sold_out when the capacity is not there as committed: most of those who come
-- too late are sent away by that, before anything is written or locked.
create or replace function sales.quote(p_event events.events, p_cart sales.cart)
  returns sales.order_line[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_lines sales.order_line[];
  v_is_plenty boolean;
begin
  select array_agg(
    row(t.id, t.name, w.quantity, t.price, t.vat_rate,
      sales.included_vat(w.quantity * t.price, t.vat_rate))::sales.order_line
    order by w.line),
    -- One lane that would do for the whole cart is proof enough; adding up is for when none does.
    bool_and(exists (
      select 1
      from events.capacity_lanes as l
      where l.org_id = p_event.org_id
        and l.pool_id = w.ticket_type_id
        and l.remaining >= (select sum(q) from unnest(p_cart.quantities) as q)
    ))
  into v_lines, v_is_plenty
  from unnest(p_cart.ticket_type_ids, p_cart.quantities) with ordinality
    as w (ticket_type_id, quantity, line)
  cross join lateral (
    -- `offset 0` keeps this a look-up by key for each line, whatever the planner thinks of arrays.
    select i.* from events.ticket_types as i
    where i.org_id = p_event.org_id and i.id = w.ticket_type_id
    offset 0
  ) as t
  where t.event_id = p_event.id
    and t.is_active
    and t.deleted_at is null
    and w.quantity between t.min_per_order and t.max_per_order
    and events.sale_state(p_event, t::events.ticket_types, v_now) = 'on_sale';
  if cardinality(v_lines) is distinct from cardinality(p_cart.ticket_type_ids) then
    perform sales.refuse_line(p_event, p_cart);
  end if;
  if not v_is_plenty then
    perform sales.guard_capacity(p_event.org_id, p_cart);
  end if;
  return v_lines;
end
$$;
revoke all on function sales.quote(events.events, sales.cart) from public;
