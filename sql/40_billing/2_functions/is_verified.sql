-- Whether the platform found that an org is a non-profit.
create or replace function billing.is_verified(p_org_id uuid)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return exists (
    select from billing.verifications as v where v.org_id = p_org_id and v.status = 'verified'
  );
end
$$;
revoke all on function billing.is_verified(uuid) from public;
