-- Identifies a request's content. jsonb has one spelling per value, so order and blanks of the
-- original do not matter.
create or replace function core.request_hash(p_request jsonb)
  returns bytea
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return sha256(convert_to(p_request::text, 'UTF8'));
end
$$;
revoke all on function core.request_hash(jsonb) from public;
