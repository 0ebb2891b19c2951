-- Runs before every request of PostgREST, in its transaction. Asks whether the token still counts
-- (core.guard_session), last, because it may make the transaction read-only. Limits writing
-- requests per address and per user; those of a session without a user per session only, since at
-- a venue all devices have one address. Reads run in a read-only transaction and cannot be counted
-- here: the gateway and max-rows bound them. A refused request's own count rolls back with it, so
-- what must count failures (tokens, codes) is counted by the workers in a transaction of its own.
-- During maintenance writing requests are refused, except those of the platform's administrators.
create or replace function core.pre_request()
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_claims json := current_setting('request.jwt.claims', true);
  v_session text := case when auth.uid() is null then v_claims ->> 'session_id' end;
begin
  if not current_setting('transaction_read_only')::boolean
    and v_claims ->> 'role' is distinct from 'service_role'
  then
    if core.setting('core.maintenance_is_on')::boolean and not exists (
      select 1 from core.maintenance_reads as r
      where '/rpc/' || r.function = current_setting('request.path', true)
    ) then
      perform core.guard_maintenance();
    end if;
    if v_session is null then
      perform core.hit_rate_limit('api_write', core.client_address());
    end if;
    perform core.hit_rate_limit('api_write_user', coalesce(auth.uid()::text, v_session));
  end if;
  perform core.guard_session();
end
$$;
revoke all on function core.pre_request() from public;
grant execute on function core.pre_request() to anon, authenticated, service_role;
