-- Makes changes to the members and invitations of one org go one after the other. Second in the
-- lock order, after an idempotency key. Does not disturb selling: rows that refer to the org can
-- still be written. Raises try_again when the lock does not come in time.
create or replace function tenancy.lock_org(p_org_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
  set lock_timeout = '3s'
as $$
begin
  perform 1 from tenancy.orgs as o where o.id = p_org_id for no key update;
exception when lock_not_available then
  perform core.fail('try_again');
end
$$;
revoke all on function tenancy.lock_org(uuid) from public;
