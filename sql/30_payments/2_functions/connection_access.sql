-- What a worker needs to call the provider for a connection, tokens sealed. When the access token
-- ends within five minutes, or is of the version that the provider just refused, one worker gets a
-- lease of half a minute with `refresh`; others go on with the old token while it lasts, and wait
-- otherwise (`is_busy`).
--
-- Returns {org_id, connection_id, status, mode, profile_id, is_live} and, when it is live (pending
-- or active), {version, access_token, is_busy, refresh: null or {lease, refresh_token,
-- redirect_uri}}. Raises connection_not_found. Locks: tokens.
create or replace function payments.connection_access(
  p_connection_id uuid,
  p_refused_version bigint default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_connection payments.mollie_connections;
  v_tokens payments.mollie_tokens;
  v_access jsonb;
  v_is_over boolean;
begin
  select c.* into v_connection
  from payments.mollie_connections as c
  where c.id = p_connection_id;
  if not found then
    perform core.fail('connection_not_found', jsonb_build_object('connection_id', p_connection_id));
  end if;
  v_access := jsonb_build_object(
    'org_id', v_connection.org_id, 'connection_id', v_connection.id,
    'status', v_connection.status, 'mode', v_connection.mode,
    'profile_id', v_connection.profile_id,
    'is_live', v_connection.status in ('pending', 'active'));
  if v_connection.status not in ('pending', 'active') then
    return v_access;
  end if;
  select t.* into strict v_tokens
  from payments.mollie_tokens as t
  where t.org_id = v_connection.org_id and t.connection_id = v_connection.id;
  v_tokens.lease := 0;
  if v_tokens.access_expires_at <= v_now + interval '5 minutes'
    or v_tokens.version = p_refused_version
  then
    v_tokens := payments.lease_tokens(v_tokens, p_refused_version);
  end if;
  v_is_over := v_tokens.access_expires_at <= v_now
    or v_tokens.version is not distinct from p_refused_version;
  return v_access || jsonb_build_object(
    'version', v_tokens.version,
    'access_token', v_tokens.access_token,
    'is_busy', v_tokens.lease = 0 and v_is_over,
    'refresh', case when v_tokens.lease > 0 then jsonb_build_object(
      'lease', v_tokens.lease,
      'refresh_token', v_tokens.refresh_token,
      'redirect_uri', v_tokens.redirect_uri) end
  );
end
$$;
revoke all on function payments.connection_access(uuid, bigint) from public;
grant execute on function payments.connection_access(uuid, bigint) to service_role;
