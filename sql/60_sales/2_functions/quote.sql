-- Prices a cart at our prices, in its order. Raises for the first line that cannot be sold (see
-- refuse_line). Says nothing about capacity.
create or replace function sales.quote(
  p_event events.events,
  p_ticket_type_ids uuid[],
  p_quantities integer[]
)
  returns sales.order_line[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_lines sales.order_line[];
begin
  select array_agg(
    row(t.id, t.name, w.quantity, t.price, t.vat_rate,
      sales.included_vat(w.quantity * t.price, t.vat_rate))::sales.order_line
    order by w.line)
  into v_lines
  from unnest(p_ticket_type_ids, p_quantities) with ordinality as w (ticket_type_id, quantity, line)
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
  if cardinality(v_lines) is distinct from cardinality(p_ticket_type_ids) then
    perform sales.refuse_line(p_event, p_ticket_type_ids, p_quantities);
  end if;
  return v_lines;
end
$$;
revoke all on function sales.quote(events.events, uuid[], integer[]) from public;
