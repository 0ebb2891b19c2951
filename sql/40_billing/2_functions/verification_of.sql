-- How an org stands as a non-profit; null where it never said that it is one.
create or replace function billing.verification_of(p_org_id uuid)
  returns billing.verifications
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select v from billing.verifications as v where v.org_id = p_org_id
$$;
revoke all on function billing.verification_of(uuid) from public;
