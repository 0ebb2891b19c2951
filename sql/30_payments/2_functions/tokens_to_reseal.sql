-- Some tokens that another key than the newest sealed, for the command that rotates keys, after the
-- one it saw last: {connection_id, org_id, version, access_token, refresh_token}.
create or replace function payments.tokens_to_reseal(
  p_key_id text,
  p_after uuid,
  p_limit integer
)
  returns table (
    connection_id uuid,
    org_id uuid,
    version bigint,
    access_token text,
    refresh_token text
  )
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    select t.connection_id, t.org_id, t.version, t.access_token, t.refresh_token
    from payments.mollie_tokens as t
    where t.key_id <> p_key_id
      and (p_after is null or t.connection_id > p_after)
    order by t.connection_id
    limit least(p_limit, 500);
end
$$;
revoke all on function payments.tokens_to_reseal(text, uuid, integer) from public;
grant execute on function payments.tokens_to_reseal(text, uuid, integer) to service_role;
