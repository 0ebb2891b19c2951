-- Connects the account that a consent was given for: its facts as the provider tells them
-- ({organization, profiles, onboarding} with Mollie's JSON, scopes as a text), and its sealed
-- tokens ({key_id, access_token, refresh_token, expires_in}). It becomes the org's current one;
-- what waited for it goes on. Repeating it for an authorization changes nothing.
--
-- Returns what payments.connection_status() returns. Raises authorization_not_valid. Locks:
-- authorization, org, connections, tokens.
create or replace function payments.save_connection(
  p_authorization_id uuid,
  p_facts jsonb,
  p_tokens jsonb
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_begun payments.mollie_authorizations;
  v_connection payments.mollie_connections;
  v_mode text := core.setting('payments.mode') #>> '{}';
  v_profile text;
begin
  select a.* into v_begun
  from payments.mollie_authorizations as a
  where a.id = p_authorization_id and a.used_at is not null
  for no key update;
  if not found then
    perform core.fail('authorization_not_valid');
  elsif v_begun.connection_id is not null then
    return payments.connection_status(payments.lock_connection(v_begun.connection_id));
  end if;
  perform core.act_as('system');
  perform tenancy.lock_org(v_begun.org_id);
  select c.* into v_connection
  from payments.mollie_connections as c
  where c.org_id = v_begun.org_id
    and c.mollie_organization_id = p_facts #>> '{organization,id}'
    and c.mode = v_mode
  for no key update;
  update payments.mollie_connections as c
  set is_current = false
  where c.org_id = v_begun.org_id and c.is_current and c.id is distinct from v_connection.id;
  v_profile := payments.usable_profile(p_facts -> 'profiles', v_connection.profile_id);
  insert into payments.mollie_connections as c (
    org_id, mollie_organization_id, organization_name, mode, status, scopes, profile_id,
    onboarding_status, can_receive_payments, can_receive_settlements, connected_by, check_at
  ) values (
    v_begun.org_id, p_facts #>> '{organization,id}',
    left(p_facts #>> '{organization,name}', 200), v_mode,
    (case when v_profile is null then 'pending' else 'active' end)::payments.connection_status,
    string_to_array(p_facts ->> 'scopes', ' '), v_profile,
    'needs-data', false, false, v_begun.user_id, core.clock()
  )
  on conflict on constraint account_is_connected_once do update
  set status = excluded.status,
    is_current = true,
    scopes = excluded.scopes,
    profile_id = excluded.profile_id,
    connected_by = excluded.connected_by,
    connected_at = core.clock(),
    check_at = excluded.check_at,
    expired_at = null,
    revoked_at = null
  returning c.* into v_connection;
  update payments.mollie_authorizations as a
  set connection_id = v_connection.id
  where a.org_id = v_begun.org_id and a.id = v_begun.id;
  perform payments.put_tokens(v_connection, p_tokens, v_begun.redirect_uri);
  v_connection := payments.note_facts(v_connection, p_facts);
  perform payments.unpark(v_connection);
  return payments.connection_status(v_connection);
end
$$;
revoke all on function payments.save_connection(uuid, jsonb, jsonb) from public;
grant execute on function payments.save_connection(uuid, jsonb, jsonb) to service_role;
