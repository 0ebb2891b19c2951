-- Prices a cart at our prices, in its order. Raises for the first line that cannot be sold (see
-- refuse_line), amount_too_large above 50,000 euros, the most that one payment can be, and sold_out
-- when the capacity is not there as committed: most of those who come too late are sent away by
-- that, before anything is written or locked.
--
-- A loop over a handful of lines, each found by its key: starting one query that does it all at
-- once takes longer than running these.
create or replace function sales.quote(p_event events.events, p_cart sales.cart)
  returns sales.order_line[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_type events.ticket_types;
  v_quantity integer;
  v_lines sales.order_line[];
  v_total bigint := 0;
  v_is_plenty boolean := true;
begin
  for v_line in 1..cardinality(p_cart.ticket_type_ids) loop
    v_quantity := p_cart.quantities[v_line];
    select t.* into v_type
    from events.ticket_types as t
    where t.org_id = p_event.org_id and t.id = p_cart.ticket_type_ids[v_line];
    if (
      v_type.event_id = p_event.id
      and v_type.is_active
      and v_type.deleted_at is null
      and v_quantity between v_type.min_per_order and v_type.max_per_order
      and events.sale_state(p_event, v_type, core.clock()) = 'on_sale'
    ) is not true then
      perform sales.refuse_line(p_event, v_type, p_cart, v_line);
    end if;
    v_lines[v_line] := row(
      v_type.id, v_type.name, v_quantity, v_type.price, v_type.vat_rate,
      sales.included_vat(v_quantity * v_type.price, v_type.vat_rate));
    v_total := v_total + v_quantity::bigint * v_type.price;
    v_is_plenty := v_is_plenty and events.has_lane_for(p_event.org_id, v_type.id, v_quantity);
  end loop;
  if v_total > 5000000 then
    perform core.fail('amount_too_large', jsonb_build_object('total_amount', v_total));
  end if;
  if not v_is_plenty then
    perform sales.guard_capacity(p_event.org_id, p_cart);
  end if;
  return v_lines;
end
$$;
revoke all on function sales.quote(events.events, sales.cart) from public;
