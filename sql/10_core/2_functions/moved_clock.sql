-- The moment that `app.now` names, or the real one where the clock is not movable: a moment stands
-- still (`2026-05-01 12:00+02`), a signed interval goes on ticking (`+16 minutes`). Definer because
-- callers may not read core.settings.
create or replace function core.moved_clock()
  returns timestamptz
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_now text := current_setting('app.now');
begin
  if not core.setting('core.clock_is_movable')::boolean then
    return now();
  elsif v_now ~ '^[+-]' then
    return now() + v_now::interval;
  end if;
  return v_now::timestamptz;
end
$$;
revoke all on function core.moved_clock() from public;
grant execute on function core.moved_clock() to anon, authenticated, service_role;
