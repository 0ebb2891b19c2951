-- Everything that an org has about a person, for staff with privacy.manage who answer a request for
-- access. The audit log keeps that it was read, and how much. Raises what named_person() raises.
create or replace function tenancy.export_person(p_org_id uuid, p_email text, p_ids uuid[])
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  return tenancy.audit_telling(
    tenancy.tell_person(tenancy.named_person(p_org_id, p_email, p_ids)));
end
$$;
revoke all on function tenancy.export_person(uuid, text, uuid[]) from public;
grant execute on function tenancy.export_person(uuid, text, uuid[]) to authenticated;
