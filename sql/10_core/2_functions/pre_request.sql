-- Runs before every request of PostgREST, in its transaction. Limits writing requests per address
-- and per user. Reads run in a read-only transaction and cannot be counted here: the gateway and
-- max-rows bound them. A refused request's own count rolls back with it, so what must count
-- failures (tokens, codes) is counted by the workers in a transaction of its own.
create or replace function core.pre_request()
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if current_setting('transaction_read_only')::boolean
    or current_setting('request.jwt.claims', true)::json ->> 'role' = 'service_role'
  then
    return;
  end if;
  perform core.hit_rate_limit('api_write', core.client_address());
  perform core.hit_rate_limit('api_write_user', auth.uid()::text);
exception when sqlstate 'PT429' then
  declare
    v_message text;
    v_detail text;
    v_hint text;
  begin
    -- The form that lets PostgREST set the header Retry-After.
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
revoke all on function core.pre_request() from public;
grant execute on function core.pre_request() to anon, authenticated, service_role;
