-- Runs before every request of somebody who is signed in, in its transaction: by PostgREST within
-- core.pre_request(), by the workers before the call itself. Refuses tokens that were issued before
-- their user was signed out by force. One of an impersonation must stand for one that lasts, and
-- unless it may write, the transaction is read-only from here on: whatever would write fails,
-- whichever way it is reached. Raises session_ended, impersonation_is_read_only.
create or replace function core.guard_session()
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_user_id uuid := auth.uid();
  v_claims json;
  v_not_before timestamptz;
begin
  if v_user_id is null then
    return;
  end if;
  v_claims := current_setting('request.jwt.claims', true);
  select s.not_before into v_not_before from core.sign_outs as s where s.user_id = v_user_id;
  -- A moment of issue is whole seconds, rounded down: one of the same second counts as earlier.
  if v_not_before > coalesce(to_timestamp((v_claims ->> 'iat')::float8), '-infinity') then
    perform core.fail('session_ended');
  end if;
  if core.impersonator() is not null then
    perform core.guard_impersonation(v_claims -> 'impersonation');
  end if;
end
$$;
revoke all on function core.guard_session() from public;
grant execute on function core.guard_session() to anon, authenticated, service_role;
