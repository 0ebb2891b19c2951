-- Why a ticket cannot be swapped or deferred at this moment, as the slug of an error; null when it
-- can. Whether there is another place for it is not looked at: sales.swap_options() tells.
create or replace function sales.why_not_changeable(
  p_ticket sales.ticket_instances,
  p_event events.events,
  p_purpose sales.order_purpose
)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_slug text;
begin
  perform sales.guard_change_offered(p_event, p_purpose);
  if p_ticket.status <> 'valid' or p_ticket.blocked_at is not null
    or exists (
      select 1 from sales.orders as o
      where o.org_id = p_ticket.org_id and o.change_ticket_id = p_ticket.id
        and o.status = 'pending'
    )
    or exists (
      select 1 from events.ticket_types as y
      where y.org_id = p_ticket.org_id and y.id = p_ticket.ticket_type_id
        and y.team_max is not null
    )
  then
    return 'ticket_not_changeable';
  end if;
  return null;
exception when sqlstate 'PT409' then
  get stacked diagnostics v_slug = pg_exception_detail;
  return v_slug::jsonb ->> 'code';
end
$$;
revoke all on function sales.why_not_changeable(
  sales.ticket_instances, events.events, sales.order_purpose
) from public;
