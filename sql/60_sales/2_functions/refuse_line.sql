-- Says why a cart cannot be sold, by its first line that is at fault: ticket_type_not_found,
-- sales_not_started, sales_ended, quantity_below_minimum or quantity_above_maximum, with the line.
create or replace function sales.refuse_line(p_event events.events, p_cart sales.cart)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_type events.ticket_types;
  v_quantity integer;
  v_data jsonb;
begin
  for v_line in 1..cardinality(p_cart.ticket_type_ids) loop
    v_quantity := p_cart.quantities[v_line];
    select t.* into v_type
    from events.ticket_types as t
    where t.org_id = p_event.org_id
      and t.id = p_cart.ticket_type_ids[v_line]
      and t.event_id = p_event.id
      and t.is_active
      and t.deleted_at is null;
    v_data := jsonb_build_object(
      'line', v_line, 'ticket_type_id', p_cart.ticket_type_ids[v_line], 'ticket_type', v_type.name,
      'quantity', v_quantity);
    if not found then
      perform core.fail('ticket_type_not_found', v_data);
    elsif events.sale_state(p_event, v_type, v_now) = 'not_started' then
      perform core.fail('sales_not_started',
        v_data || jsonb_build_object('sales_start', v_type.sales_start));
    elsif events.sale_state(p_event, v_type, v_now) = 'ended' then
      perform core.fail('sales_ended', v_data);
    elsif v_quantity < v_type.min_per_order then
      perform core.fail('quantity_below_minimum',
        v_data || jsonb_build_object('min', v_type.min_per_order));
    elsif v_quantity > v_type.max_per_order then
      perform core.fail('quantity_above_maximum',
        v_data || jsonb_build_object('max', v_type.max_per_order));
    end if;
  end loop;
end
$$;
revoke all on function sales.refuse_line(events.events, sales.cart) from public;
