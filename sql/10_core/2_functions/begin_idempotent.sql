-- The answer that this key got before, or null when the work is still to be done. Locks the key
-- until the end of the transaction, so a concurrent duplicate waits here and then gets the answer.
-- Raises idempotency_key_reused when the key came with another request.
create or replace function core.begin_idempotent(
  p_scope text,
  p_function text,
  p_key text,
  p_request jsonb
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_known core.idempotency_keys;
begin
  perform pg_advisory_xact_lock(hashtextextended(p_scope || ':' || p_function || ':' || p_key, 0));
  select k.* into v_known
  from core.idempotency_keys as k
  where k.scope = p_scope and k.function = p_function and k.key = p_key;
  if not found then
    return null;
  end if;
  if v_known.request_hash <> core.request_hash(p_request) then
    perform core.fail('idempotency_key_reused', jsonb_build_object('idempotency_key', p_key));
  end if;
  return v_known.response;
end
$$;
revoke all on function core.begin_idempotent(text, text, text, jsonb) from public;
