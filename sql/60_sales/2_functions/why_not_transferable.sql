-- Why a ticket cannot be handed on at this moment, as the slug of an error; null when it can.
-- Whether it is being offered already is not looked at.
create or replace function sales.why_not_transferable(
  p_ticket sales.ticket_instances,
  p_order sales.orders,
  p_event events.events
)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_settings events.event_settings := events.settings_of(p_event);
begin
  if not v_settings.transfers_allowed then
    return 'transfers_not_allowed';
  elsif p_event.status not in ('published', 'closed') or p_event.deleted_at is not null
    or core.clock() >= sales.transfers_close_at(p_event)
  then
    return 'transfers_closed';
  elsif p_ticket.status <> 'valid' or p_ticket.blocked_at is not null
    or p_order.status not in ('paid', 'partially_refunded')
    or not exists (
      select 1 from sales.registrations as r
      where r.org_id = p_ticket.org_id and r.id = p_ticket.registration_id and r.status = 'paid'
    )
  then
    return 'ticket_not_valid';
  elsif sales.is_being_refunded(p_ticket) then
    return 'refund_under_way';
  elsif exists (
    select 1 from sales.orders as o
    where o.org_id = p_ticket.org_id and o.change_ticket_id = p_ticket.id
      and o.status = 'pending'
      and not exists (
        select 1 from sales.ticket_transfers as t
        where t.org_id = o.org_id and t.order_id = o.id and t.status = 'paying'
      )
  ) then
    return 'ticket_not_changeable';
  elsif (
    select count(*) from sales.ticket_transfers as t
    where t.org_id = p_ticket.org_id and t.registration_id = p_ticket.registration_id
      and t.status = 'accepted'
  ) >= v_settings.transfers_per_ticket then
    return 'transfers_used_up';
  end if;
  return null;
end
$$;
revoke all on function sales.why_not_transferable(
  sales.ticket_instances, sales.orders, events.events
) from public;
