-- Raises what refuse_line() says unless a ticket type of an event is on sale now.
create or replace function sales.guard_on_sale(
  p_event events.events,
  p_ticket_type_id uuid,
  p_quantity integer
)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if not exists (
    select
    from events.ticket_types as t
    where t.org_id = p_event.org_id and t.id = p_ticket_type_id and t.event_id = p_event.id
      and t.is_active and t.deleted_at is null
      and events.sale_state(p_event, t, core.clock()) = 'on_sale'
  ) then
    perform sales.refuse_line(p_event, p_ticket_type_id, p_quantity, 1);
  end if;
end
$$;
revoke all on function sales.guard_on_sale(events.events, uuid, integer) from public;
