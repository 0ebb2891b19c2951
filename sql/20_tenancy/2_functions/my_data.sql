-- Everything that an org has about whoever is signed in. Raises what myself() raises.
create or replace function tenancy.my_data(p_org_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  return tenancy.audit_telling(tenancy.tell_person(tenancy.myself(p_org_id)));
end
$$;
revoke all on function tenancy.my_data(uuid) from public;
grant execute on function tenancy.my_data(uuid) to authenticated;
