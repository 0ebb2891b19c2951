-- Takes over what the provider tells of a connected account when it is asked (facts as in
-- save_connection()). Of one that was lost meanwhile, nothing. Returns what connection_status()
-- returns. Locks: connection.
create or replace function payments.record_connection(p_connection_id uuid, p_facts jsonb)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_connection payments.mollie_connections := payments.lock_connection(p_connection_id);
begin
  perform core.act_as('system');
  if v_connection.status in ('pending', 'active') then
    v_connection := payments.note_facts(v_connection, p_facts);
  end if;
  return payments.connection_status(v_connection);
end
$$;
revoke all on function payments.record_connection(uuid, jsonb) from public;
grant execute on function payments.record_connection(uuid, jsonb) to service_role;
