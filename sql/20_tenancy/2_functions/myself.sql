-- Whoever is signed in, as an org knows them: by their login and their confirmed address. Raises
-- missing_field, sign_in_required, person_not_found.
create or replace function tenancy.myself(p_org_id uuid)
  returns tenancy.subject
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if auth.uid() is null then
    perform core.fail('sign_in_required');
  end if;
  perform core.act_as('guest');
  perform 1 from tenancy.orgs as o where o.id = core.require_id('org_id', p_org_id);
  if not found then
    perform core.fail('person_not_found');
  end if;
  return tenancy.find_person(p_org_id, tenancy.own_email(), array[auth.uid()]);
end
$$;
revoke all on function tenancy.myself(uuid) from public;
