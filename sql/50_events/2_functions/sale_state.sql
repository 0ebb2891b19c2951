-- Where the sale of a ticket type stands at a moment: `on_sale`, `not_started` or `ended`. Without
-- an end of its own the sale ends when the event starts.
create or replace function events.sale_state(
  p_event events.events,
  p_ticket_type events.ticket_types,
  p_at timestamptz
)
  returns text
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return case
    when p_event.status <> 'published' or p_at >= p_event.ends_at then 'ended'
    when p_at < p_ticket_type.sales_start then 'not_started'
    when p_at >= coalesce(p_ticket_type.sales_end, p_event.starts_at) then 'ended'
    else 'on_sale'
  end;
end
$$;
revoke all on function events.sale_state(events.events, events.ticket_types, timestamptz)
  from public;
