-- Lets a message wait for a connection that was lost, or a payment that the provider told of
-- meanwhile. Returns false, and parks nothing, when the connection works (again): then it can be
-- done at once. Parking the same twice is parking it once. Locks: connection.
create or replace function payments.park(
  p_connection_id uuid,
  p_aggregate text,
  p_topic text,
  p_payload jsonb
)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_connection payments.mollie_connections := payments.lock_connection(p_connection_id);
begin
  if v_connection.status in ('pending', 'active') then
    return false;
  end if;
  insert into payments.parked_calls (
    org_id, connection_id, aggregate, topic, payload, payload_hash
  ) values (
    v_connection.org_id, v_connection.id, p_aggregate, p_topic, p_payload,
    core.token_hash(p_payload::text)
  )
  on conflict on constraint call_is_parked_once do nothing;
  return true;
end
$$;
revoke all on function payments.park(uuid, text, text, jsonb) from public;
grant execute on function payments.park(uuid, text, text, jsonb) to service_role;
