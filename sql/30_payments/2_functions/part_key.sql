-- The idempotency key of each refund of a request that takes several, because several payments paid
-- for what goes back: the first has the key of the request, the others keys made from it.
create or replace function payments.part_key(p_key uuid, p_number integer)
  returns uuid
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return case p_number when 1 then p_key else md5(p_key::text || ':' || p_number)::uuid end;
end
$$;
revoke all on function payments.part_key(uuid, integer) from public;
