-- Takes whoever is signed in out of an org for good. Their login stays: it is not the org's.
-- Returns the certificate. Raises what myself() and erase() raise.
create or replace function tenancy.erase_me(p_org_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  return tenancy.erasure_json(tenancy.erase(tenancy.myself(p_org_id)));
end
$$;
revoke all on function tenancy.erase_me(uuid) from public;
grant execute on function tenancy.erase_me(uuid) to authenticated;
