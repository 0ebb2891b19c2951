-- Stores the answer to a key that core.begin_idempotent() locked, in the transaction of the work.
create or replace function core.finish_idempotent(
  p_scope text,
  p_function text,
  p_key text,
  p_request jsonb,
  p_response jsonb
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into core.idempotency_keys (scope, function, key, request_hash, response)
  values (p_scope, p_function, p_key, core.request_hash(p_request), p_response);
end
$$;
revoke all on function core.finish_idempotent(text, text, text, jsonb, jsonb) from public;
