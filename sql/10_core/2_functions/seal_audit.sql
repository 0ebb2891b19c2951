-- Seals what of the audit log is settled and not sealed yet, at most `p_limit` numbers.
create or replace function core.seal_audit(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  return core.seal(
    'core.audit_log', 'audit_id',
    core.audit_columns(),
    core.settled_audit_id(), p_limit);
end
$$;
revoke all on function core.seal_audit(integer) from public;
