-- What an org sold and is still to be billed for, per event and month: what was added up and what
-- was not yet. `in_month` leaves out what ended after its month, `in_event` does not.
create or replace function billing.open_usage(p_org_id uuid)
  returns table (event_id uuid, month date, in_month integer, in_event integer)
  language plpgsql
  stable
  security definer
  set search_path = ''
  rows 20
as $$
begin
  return query
    select
      u.event_id, u.month, sum(u.sold - u.returned)::integer,
      sum(u.sold - u.returned - u.returned_late)::integer
    from (
      select c.event_id, c.month, c.sold, c.returned, c.returned_late
      from billing.event_usage as c
      where c.org_id = p_org_id and c.usage_record_id is null
      union all
      select e.event_id, e.month, e.sold, e.returned, e.returned_late
      from billing.usage_entries as e
      where e.org_id = p_org_id
    ) as u
    group by u.event_id, u.month;
end
$$;
revoke all on function billing.open_usage(uuid) from public;
