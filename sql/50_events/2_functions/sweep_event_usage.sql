-- Closes what was used of events that have been over for a day, for plans that count by event; at
-- most `p_limit` of them. Until then what is refunded counts no more.
create or replace function events.sweep_event_usage(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events;
  v_count integer := 0;
begin
  if core.setting('billing.plans_required') <> 'true' then
    return 0;
  end if;
  for v_event in
    select e.*
    from events.events as e
    where e.ends_at <= core.clock() - interval '1 day'
      and e.id in (select u.event_id from billing.event_usage as u where u.usage_record_id is null)
      and billing.limit_period_of(e.org_id) = 'event'
    order by e.org_id, e.id
    limit p_limit
  loop
    perform billing.close_usage(
      v_event.org_id, v_event.id, null, coalesce(v_event.published_at, v_event.created_at),
      greatest(v_event.ends_at, v_event.published_at + interval '1 second'));
    v_count := v_count + 1;
  end loop;
  return v_count;
end
$$;
revoke all on function events.sweep_event_usage(integer) from public;
