-- Raises what sales.why_not_transferable() names.
create or replace function sales.guard_transferable(
  p_ticket sales.ticket_instances,
  p_order sales.orders,
  p_event events.events
)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_data jsonb := jsonb_build_object(
    'ticket_instance_id', p_ticket.id, 'status', p_ticket.status, 'event', p_event.title,
    'transfers_close_at', nullif(sales.transfers_close_at(p_event), 'infinity'));
begin
  case sales.why_not_transferable(p_ticket, p_order, p_event)
    when 'transfers_not_allowed' then perform core.fail('transfers_not_allowed', v_data);
    when 'transfers_closed' then perform core.fail('transfers_closed', v_data);
    when 'ticket_not_valid' then perform core.fail('ticket_not_valid', v_data);
    when 'refund_under_way' then perform core.fail('refund_under_way', v_data);
    when 'ticket_not_changeable' then perform core.fail('ticket_not_changeable', v_data
      || '{"reason": "another change of it waits for its payment"}');
    when 'transfers_used_up' then perform core.fail('transfers_used_up', v_data);
    else null;
  end case;
end
$$;
revoke all on function sales.guard_transferable(
  sales.ticket_instances, sales.orders, events.events
) from public;
