-- The moment that `app.now` names, or the real one where the clock is not movable. Definer because
-- callers may not read core.settings.
create or replace function core.moved_clock()
  returns timestamptz
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if core.setting('core.clock_is_movable')::boolean then
    return current_setting('app.now')::timestamptz;
  end if;
  return now();
end
$$;
revoke all on function core.moved_clock() from public;
grant execute on function core.moved_clock() to anon, authenticated, service_role;
