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
  perform core.limit_request('api_write', core.client_address());
  perform core.limit_request('api_write_user', auth.uid()::text);
end
$$;
revoke all on function core.pre_request() from public;
grant execute on function core.pre_request() to anon, authenticated, service_role;
