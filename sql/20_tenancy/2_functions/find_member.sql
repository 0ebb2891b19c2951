-- The role of a member of an org that the caller has locked. Raises not_found.
create or replace function tenancy.find_member(p_org_id uuid, p_user_id uuid)
  returns tenancy.member_role
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_role tenancy.member_role;
begin
  select m.role into v_role
  from tenancy.org_members as m
  where m.org_id = p_org_id and m.user_id = p_user_id;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'member', 'id', p_user_id));
  end if;
  return v_role;
end
$$;
revoke all on function tenancy.find_member(uuid, uuid) from public;
