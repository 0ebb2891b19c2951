-- Raises rate_limited (429) until the present window of a rule is over.
create or replace function core.fail_rate_limited(p_rule core.rate_limits)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  perform core.fail_for_a_while('rate_limited', jsonb_build_object(
    'rule', p_rule.rule,
    'retry_after', ceil(extract(epoch from
      core.rate_window(p_rule) + make_interval(secs => p_rule.window_seconds) - core.clock()))
  ));
end
$$;
revoke all on function core.fail_rate_limited(core.rate_limits) from public;
