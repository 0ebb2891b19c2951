-- Raises rate_limited (429) until the present window of a rule is over: for PostgREST in the form
-- that lets it set the header Retry-After. Our own functions read the seconds from the data.
create or replace function core.fail_rate_limited(p_rule core.rate_limits)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_message text;
  v_detail text;
  v_hint text;
begin
  perform core.fail('rate_limited', jsonb_build_object(
    'rule', p_rule.rule,
    'retry_after', ceil(extract(epoch from
      core.rate_window(p_rule) + make_interval(secs => p_rule.window_seconds) - core.clock()))
  ));
exception when sqlstate 'PT429' then
  if coalesce(current_setting('request.method', true), '') = '' then
    raise;
  end if;
  get stacked diagnostics
    v_message = message_text, v_detail = pg_exception_detail, v_hint = pg_exception_hint;
  raise sqlstate 'PGRST' using
    message = json_build_object(
      'code', 'PT429', 'message', v_message, 'details', v_detail, 'hint', v_hint)::text,
    detail = json_build_object(
      'status', 429,
      'headers', json_build_object('Retry-After', v_detail::json ->> 'retry_after'))::text;
end
$$;
revoke all on function core.fail_rate_limited(core.rate_limits) from public;
