-- What a list says to a ticket at a moment, apart from who is in already: admitted, or why not.
create or replace function door.judge(
  p_list door.checkin_lists,
  p_ticket door.scanned_ticket,
  p_at timestamptz
)
  returns door.verdict
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_event_is_cancelled boolean;
  v_org_is_suspended boolean;
  v_is_for_it boolean;
begin
  if p_ticket.id is null then
    return ('unknown', null)::door.verdict;
  elsif p_ticket.event_id <> p_list.event_id then
    return ('wrong_event', null)::door.verdict;
  elsif p_ticket.status = 'refunded' then
    return ('refunded', null)::door.verdict;
  elsif p_ticket.status = 'void' then
    return ('void', p_ticket.void_reason)::door.verdict;
  elsif p_ticket.blocked_at is not null then
    return ('blocked', 'chargeback')::door.verdict;
  end if;
  select e.status = 'cancelled', o.suspended_at is not null, (
    -- A list is for the ticket types that it names, or for all.
    select coalesce(bool_or(y.ticket_type_id = p_ticket.ticket_type_id), true)
    from door.checkin_list_ticket_types as y
    where y.org_id = p_list.org_id and y.list_id = p_list.id
  )
  into strict v_event_is_cancelled, v_org_is_suspended, v_is_for_it
  from events.events as e
  join tenancy.orgs as o on o.id = e.org_id
  where e.org_id = p_list.org_id and e.id = p_list.event_id;
  return case
    when v_org_is_suspended then ('blocked', 'org_suspended')::door.verdict
    when v_event_is_cancelled then ('blocked', 'event_cancelled')::door.verdict
    when not p_list.is_active then ('blocked', 'list_not_active')::door.verdict
    when not v_is_for_it then ('wrong_ticket_type', null)::door.verdict
    when p_at < p_list.opens_at then ('not_yet', null)::door.verdict
    when p_at >= p_list.closes_at then ('too_late', null)::door.verdict
    else ('admitted', null)::door.verdict
  end;
end
$$;
revoke all on function door.judge(door.checkin_lists, door.scanned_ticket, timestamptz) from public;
