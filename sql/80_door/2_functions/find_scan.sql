-- The scan that was stored with the same id; all null for none. Raises idempotency_key_reused when
-- that was another one.
create or replace function door.find_scan(
  p_gate door.gate,
  p_scan_id uuid,
  p_device_id uuid,
  p_direction door.direction,
  p_token_hash bytea
)
  returns door.scan_logs
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_found door.scan_logs;
begin
  select s.* into v_found
  from door.scan_logs as s
  where s.org_id = p_gate.org_id and s.id = p_scan_id;
  if found and (v_found.list_id, v_found.device_id, v_found.direction, v_found.token_hash)
    is distinct from (p_gate.list_id, p_device_id, p_direction, p_token_hash)
  then
    perform core.fail('idempotency_key_reused');
  end if;
  return v_found;
end
$$;
revoke all on function door.find_scan(door.gate, uuid, uuid, door.direction, bytea) from public;
