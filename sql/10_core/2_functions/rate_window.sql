-- When the present window of a rule began.
create or replace function core.rate_window(p_rule core.rate_limits)
  returns timestamptz
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return to_timestamp(
    floor(extract(epoch from core.clock()) / p_rule.window_seconds) * p_rule.window_seconds);
end
$$;
revoke all on function core.rate_window(core.rate_limits) from public;
