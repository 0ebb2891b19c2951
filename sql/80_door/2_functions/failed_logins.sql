-- Devices of the caller's orgs that typed many wrong terminal codes within ten minutes: five or
-- more of the ten that are allowed. For staff with terminals.manage; known for a day, as long as
-- rate limits are. A device that never logged in belongs to no org: it is counted, not shown.
create or replace function door.failed_logins()
  returns table (
    org_id uuid,
    device_id uuid,
    terminal_id uuid,
    attempts bigint,
    first_at timestamptz,
    last_at timestamptz
  )
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select d.org_id, d.id, d.terminal_id, f.attempts, f.window_start,
    f.window_start + make_interval(secs => f.window_seconds)
  from (
    select c.subject, c.window_start, r.window_seconds, sum(c.hits)::bigint as attempts
    from core.rate_counters as c
    join core.rate_limits as r on r.rule = c.rule
    where c.rule = 'scanner_code_device'
    group by c.subject, c.window_start, r.window_seconds
    having sum(c.hits) >= 5
  ) as f
  join door.devices as d
    on d.id = f.subject::uuid
    and d.org_id = any (array(select tenancy.orgs_with('terminals.manage')))
$$;
revoke all on function door.failed_logins() from public;
grant execute on function door.failed_logins() to authenticated;
