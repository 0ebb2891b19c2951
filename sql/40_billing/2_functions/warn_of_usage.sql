-- Writes a warning for orgs whose plan's tickets are used to 80 or 100 %, once per period and
-- level; the room that knows what events are called mails it. The arrays run in parallel: orgs and
-- their events that sold something.
create or replace function billing.warn_of_usage(p_org_ids uuid[], p_event_ids uuid[])
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into billing.usage_warnings (org_id, event_id, period_start, percentage)
  select o.org_id, u.event_id, u.period_start, case u.state when 'reached' then 100 else 80 end
  from unnest(p_org_ids, p_event_ids) as o (org_id, event_id)
  cross join lateral billing.usage_of(o.org_id, o.event_id) as u
  where u.plan is not null and u.state <> 'ok'
  order by o.org_id, u.event_id
  on conflict (org_id, event_id, period_start, percentage) do nothing;
end
$$;
revoke all on function billing.warn_of_usage(uuid[], uuid[]) from public;
