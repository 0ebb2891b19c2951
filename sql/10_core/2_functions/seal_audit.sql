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
    array[
      'audit_id', 'org_id', 'entity_type', 'entity_id', 'action', 'old_value', 'new_value',
      'performed_by', 'impersonated_by', 'performed_by_type', 'location_id', 'request_id',
      'address', 'user_agent', 'created_at'
    ],
    core.settled_audit_id(), p_limit);
end
$$;
revoke all on function core.seal_audit(integer) from public;
