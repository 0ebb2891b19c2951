-- What it means to give up a registration now, by whoever takes part or bought: what goes back by
-- the rules of its event, or the `obstacle`, in words, when it cannot be given up (any more).
create or replace function sales.cancellation_of(
  p_registration sales.registrations,
  p_order sales.orders
)
  returns sales.cancellation
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_event events.events;
  v_settings events.event_settings;
  v_ticket sales.ticket_instances;
  v_terms sales.cancellation;
  v_closes_at timestamptz;
begin
  select e.* into strict v_event
  from events.events as e
  where e.org_id = p_order.org_id and e.id = p_order.event_id;
  v_settings := events.settings_of(v_event);
  v_closes_at := least(v_event.starts_at, v_settings.cancellations_close_at);
  select t.* into v_ticket
  from sales.ticket_instances as t
  where t.org_id = p_order.org_id and t.order_id = p_order.id
    and t.registration_id = p_registration.id
  order by t.status not in ('valid', 'used'), t.id desc
  limit 1;
  v_terms := sales.value_cancellation(
    p_order,
    case v_ticket.status when 'valid' then sales.items_left(p_order, v_ticket.id) else '[]' end,
    events.refund_rate_at(v_settings, core.clock()), v_settings.refunds_include_fees);
  v_terms.closes_at := v_closes_at;
  v_terms.obstacle := case
    when p_registration.status in ('cancelled', 'refunded') then 'it is over already'
    when p_registration.status <> 'paid' then 'it is not paid yet'
    when v_ticket.id is null then 'its ticket belongs to the captain of the team, which can be left'
    when v_ticket.used_at is not null then 'its ticket was used'
    when v_ticket.status <> 'valid' then 'its ticket is not valid any more'
    when v_event.status not in ('published', 'closed') then 'the event was called off'
    when v_event.starts_at <= core.clock() then 'the event has started'
    when not v_settings.cancellations_allowed then 'the event does not allow it'
    when v_closes_at <= core.clock() then 'the time for it has passed'
  end;
  return v_terms;
end
$$;
revoke all on function sales.cancellation_of(sales.registrations, sales.orders) from public;
