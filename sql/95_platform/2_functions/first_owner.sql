-- Who has owned an org longest. Raises not_found for an org that is not there.
create or replace function platform.first_owner(p_org_id uuid)
  returns uuid
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_user_id uuid;
begin
  select m.user_id into v_user_id
  from tenancy.org_members as m
  join tenancy.orgs as o on o.id = m.org_id and o.deleted_at is null
  where m.org_id = p_org_id and m.role = 'owner'
  order by m.created_at, m.user_id
  limit 1;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'organisation', 'id', p_org_id));
  end if;
  return v_user_id;
end
$$;
revoke all on function platform.first_owner(uuid) from public;
