-- A moment as a number of microseconds, which survives being written and read.
create or replace function integrations.moment_of(p_at timestamptz)
  returns bigint
  language sql
  immutable
  security invoker
  set search_path = ''
as $$
  select (extract(epoch from p_at) * 1000000)::bigint
$$;
revoke all on function integrations.moment_of(timestamptz) from public;
