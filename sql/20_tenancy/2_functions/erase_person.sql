-- Takes a person out of an org for good, for staff with privacy.manage: all rows that are theirs,
-- in every room. What the law makes the org keep stays. Returns the certificate. Raises what
-- named_person() and erase() raise.
create or replace function tenancy.erase_person(p_org_id uuid, p_email text, p_ids uuid[])
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  return tenancy.erasure_json(
    tenancy.erase(tenancy.named_person(p_org_id, p_email, p_ids)));
end
$$;
revoke all on function tenancy.erase_person(uuid, text, uuid[]) from public;
grant execute on function tenancy.erase_person(uuid, text, uuid[]) to authenticated;
