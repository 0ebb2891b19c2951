-- Some secrets that another key than the newest sealed, for the command that rotates keys, after
-- the one it saw last: {secret_id, org_id, purpose, sealed}.
create or replace function integrations.secrets_to_reseal(
  p_key_id text,
  p_after uuid,
  p_limit integer
)
  returns table (secret_id uuid, org_id uuid, purpose text, sealed text)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    select s.id, s.org_id, s.purpose::text, s.sealed
    from integrations.secrets as s
    where s.key_id <> p_key_id
      and (p_after is null or s.id > p_after)
    order by s.id
    limit least(p_limit, 500);
end
$$;
revoke all on function integrations.secrets_to_reseal(text, uuid, integer) from public;
grant execute on function integrations.secrets_to_reseal(text, uuid, integer) to service_role;
