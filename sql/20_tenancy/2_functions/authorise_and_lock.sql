-- tenancy.authorise() for changes of members and invitations, which happen one after the other:
-- locks the org and asks again, because whoever waited for the lock may have lost the right to what
-- the one before them did. Raises what authorise() and lock_org() raise.
create or replace function tenancy.authorise_and_lock(p_org_id uuid, p_permission text)
  returns tenancy.member_role
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  -- Before the lock too: a stranger must not be able to keep others waiting.
  perform tenancy.authorise(p_org_id, p_permission);
  perform tenancy.lock_org(p_org_id);
  return tenancy.authorise(p_org_id, p_permission);
end
$$;
revoke all on function tenancy.authorise_and_lock(uuid, text) from public;
