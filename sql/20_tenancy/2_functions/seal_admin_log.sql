-- Seals what administrators did, at most `p_limit` numbers. The lock waits for nobody: while one of
-- them is at work it is left to the next run, so that no number comes below one that is sealed.
-- Locks: the log against writers.
create or replace function tenancy.seal_admin_log(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  lock table tenancy.admin_audit_log in share mode nowait;
  return core.seal(
    'tenancy.admin_audit_log', 'entry_id',
    array[
      'entry_id', 'admin_id', 'admin_email', 'action', 'org_id', 'entity_type', 'entity_id',
      'details', 'request_id', 'address', 'user_agent', 'created_at'
    ],
    (select coalesce(max(l.entry_id), 0) from tenancy.admin_audit_log as l), p_limit);
exception when lock_not_available then
  return 0;
end
$$;
revoke all on function tenancy.seal_admin_log(integer) from public;
