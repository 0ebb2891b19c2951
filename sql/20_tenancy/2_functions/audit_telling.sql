-- Writes into the audit log that everything about a person was read: how many rows of which table.
create or replace function tenancy.audit_telling(p_told jsonb)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform core.audit(
    (p_told ->> 'org_id')::uuid, 'person', p_told ->> 'org_id', 'person.exported', null,
    jsonb_build_object('rows', (
      select jsonb_object_agg(d.key, jsonb_array_length(d.value))
      from jsonb_each(p_told -> 'data') as d)));
  return p_told;
end
$$;
revoke all on function tenancy.audit_telling(jsonb) from public;
