-- Says why a line of a cart cannot be sold: ticket_type_not_found, sales_not_started, sales_ended,
-- quantity_below_minimum or quantity_above_maximum, with the line. `p_ticket_type` is what was
-- found under the id that the line asks for.
create or replace function sales.refuse_line(
  p_event events.events,
  p_ticket_type events.ticket_types,
  p_cart sales.cart,
  p_line integer
)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_quantity integer := p_cart.quantities[p_line];
  v_state text := events.sale_state(p_event, p_ticket_type, core.clock());
  v_data jsonb := jsonb_build_object(
    'line', p_line, 'ticket_type_id', p_cart.ticket_type_ids[p_line], 'quantity', v_quantity);
begin
  if p_ticket_type.event_id is distinct from p_event.id
    or not p_ticket_type.is_active
    or p_ticket_type.deleted_at is not null
  then
    perform core.fail('ticket_type_not_found', v_data);
  end if;
  v_data := v_data || jsonb_build_object('ticket_type', p_ticket_type.name);
  if v_state = 'not_started' then
    perform core.fail('sales_not_started',
      v_data || jsonb_build_object('sales_start', p_ticket_type.sales_start));
  elsif v_state = 'ended' then
    perform core.fail('sales_ended', v_data);
  elsif v_quantity < p_ticket_type.min_per_order then
    perform core.fail('quantity_below_minimum',
      v_data || jsonb_build_object('min', p_ticket_type.min_per_order));
  else
    perform core.fail('quantity_above_maximum',
      v_data || jsonb_build_object('max', p_ticket_type.max_per_order));
  end if;
end
$$;
revoke all on function
  sales.refuse_line(events.events, events.ticket_types, sales.cart, integer) from public;
