-- What keeps active ticket types of an event from being sold, in words: a sale that is never open,
-- and for teams a deadline to join that lies after the start.
create or replace function events.faults_of_ticket_types(p_event events.events)
  returns text[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return array(
    select f.fault
    from events.ticket_types as t
    join events.event_settings as s on s.org_id = t.org_id and s.event_id = t.event_id
    cross join lateral (
      values
      (1, case when coalesce(t.sales_end, p_event.starts_at) <= core.clock()
        and p_event.starts_at > core.clock()
        then format('the sale of "%s" is over', t.name) end),
      (2, case when t.sales_start >= coalesce(t.sales_end, p_event.starts_at)
        then format('the sale of "%s" starts after it ends', t.name) end),
      (3, case when t.team_max is not null and s.teams_close_at > p_event.starts_at
        then format('the teams of "%s" can be joined after the start', t.name) end)
    ) as f (place, fault)
    where t.org_id = p_event.org_id and t.event_id = p_event.id
      and t.is_active and t.deleted_at is null and f.fault is not null
    order by t.sort_order, t.price, t.id, f.place
  );
end
$$;
revoke all on function events.faults_of_ticket_types(events.events) from public;
