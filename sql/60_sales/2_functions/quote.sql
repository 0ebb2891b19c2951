-- Prices a cart at our prices, in its order. Raises for the first line that cannot be sold:
-- ticket_type_not_found, sales_not_started, sales_ended, quantity_below_minimum,
-- quantity_above_maximum; each names the line. Says nothing about capacity.
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
  v_wanted record;
  v_type events.ticket_types;
  v_lines sales.order_line[];
begin
  for v_wanted in
    select w.ticket_type_id, w.quantity, w.line, t as ticket_type
    from unnest(p_ticket_type_ids, p_quantities) with ordinality as w (ticket_type_id, quantity, line)
    left join events.ticket_types as t
      on t.org_id = p_event.org_id
      and t.id = w.ticket_type_id
      and t.event_id = p_event.id
      and t.is_active
      and t.deleted_at is null
    order by w.line
  loop
    v_type := v_wanted.ticket_type;
    if v_type.id is null then
      perform core.fail('ticket_type_not_found', jsonb_build_object(
        'line', v_wanted.line, 'ticket_type_id', v_wanted.ticket_type_id));
    end if;
    case events.sale_state(p_event, v_type, v_now)
      when 'not_started' then
        perform core.fail('sales_not_started', jsonb_build_object(
          'line', v_wanted.line, 'ticket_type', v_type.name, 'sales_start', v_type.sales_start));
      when 'ended' then
        perform core.fail('sales_ended', jsonb_build_object(
          'line', v_wanted.line, 'ticket_type', v_type.name));
      else
        null;
    end case;
    if v_wanted.quantity < v_type.min_per_order then
      perform core.fail('quantity_below_minimum', jsonb_build_object(
        'line', v_wanted.line, 'ticket_type', v_type.name,
        'min', v_type.min_per_order, 'quantity', v_wanted.quantity));
    elsif v_wanted.quantity > v_type.max_per_order then
      perform core.fail('quantity_above_maximum', jsonb_build_object(
        'line', v_wanted.line, 'ticket_type', v_type.name,
        'max', v_type.max_per_order, 'quantity', v_wanted.quantity));
    end if;
    v_lines := v_lines || row(
      v_type.id, v_type.name, v_wanted.quantity, v_type.price, v_type.vat_rate)::sales.order_line;
  end loop;
  return v_lines;
end
$$;
revoke all on function sales.quote(events.events, uuid[], integer[]) from public;
