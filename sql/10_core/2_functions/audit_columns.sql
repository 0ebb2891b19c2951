-- The columns of the audit log, in the order in which they are hashed.
create or replace function core.audit_columns()
  returns text[]
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return array[
    'audit_id', 'org_id', 'entity_type', 'entity_id', 'action', 'old_value', 'new_value',
    'performed_by', 'impersonated_by', 'performed_by_type', 'location_id', 'request_id',
    'address', 'user_agent', 'created_at'
  ];
end
$$;
revoke all on function core.audit_columns() from public;
