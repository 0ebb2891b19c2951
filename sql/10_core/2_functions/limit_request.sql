-- Counts one hit of a subject, as hit_rate_limit() does, for a function that PostgREST calls: above
-- the limit it raises rate_limited in the form that lets PostgREST set the header Retry-After.
create or replace function core.limit_request(p_rule text, p_subject text)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform core.hit_rate_limit(p_rule, p_subject);
exception when sqlstate 'PT429' then
  declare
    v_message text;
    v_detail text;
    v_hint text;
  begin
    get stacked diagnostics
      v_message = message_text, v_detail = pg_exception_detail, v_hint = pg_exception_hint;
    raise sqlstate 'PGRST' using
      message = json_build_object(
        'code', 'PT429', 'message', v_message, 'details', v_detail, 'hint', v_hint)::text,
      detail = json_build_object(
        'status', 429,
        'headers', json_build_object('Retry-After', v_detail::json ->> 'retry_after'))::text;
  end;
end
$$;
revoke all on function core.limit_request(text, text) from public;
