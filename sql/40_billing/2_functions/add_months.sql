-- A moment some months later (or earlier), by the calendar of UTC, whatever the time zone of the
-- session.
create or replace function billing.add_months(p_at timestamptz, p_months integer)
  returns timestamptz
  language sql
  immutable
  security invoker
  set search_path = ''
as $$
  select (p_at at time zone 'UTC' + make_interval(months => p_months)) at time zone 'UTC'
$$;
revoke all on function billing.add_months(timestamptz, integer) from public;
