-- Says why a ticket type cannot be sold as a line of a cart wants it: ticket_type_not_found,
-- sales_not_started, sales_ended, quantity_below_minimum or quantity_above_maximum.
create or replace function sales.refuse_line(
  p_event events.events,
  p_ticket_type_id uuid,
  p_quantity integer,
  p_line integer
)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_ticket_type events.ticket_types;
  v_state text;
  v_data jsonb := jsonb_build_object(
    'line', p_line, 'ticket_type_id', p_ticket_type_id, 'quantity', p_quantity);
begin
  select t.* into v_ticket_type
  from events.ticket_types as t
  where t.org_id = p_event.org_id and t.id = p_ticket_type_id;
  if v_ticket_type.event_id is distinct from p_event.id
    or not v_ticket_type.is_active
    or v_ticket_type.deleted_at is not null
  then
    perform core.fail('ticket_type_not_found', v_data);
  end if;
  v_data := v_data || jsonb_build_object('ticket_type', v_ticket_type.name);
  v_state := events.sale_state(p_event, v_ticket_type, core.clock());
  if v_state = 'not_started' then
    perform core.fail('sales_not_started',
      v_data || jsonb_build_object('sales_start', v_ticket_type.sales_start));
  elsif v_state = 'ended' then
    perform core.fail('sales_ended', v_data);
  elsif p_quantity < v_ticket_type.min_per_order then
    perform core.fail('quantity_below_minimum',
      v_data || jsonb_build_object('min', v_ticket_type.min_per_order));
  else
    perform core.fail('quantity_above_maximum',
      v_data || jsonb_build_object('max', v_ticket_type.max_per_order));
  end if;
end
$$;
revoke all on function sales.refuse_line(events.events, uuid, integer, integer) from public;
