-- Whether a user may, at this moment, make somebody a member of the org in that role: it takes
-- members.manage, and owners.manage to make an owner.
create or replace function tenancy.may_invite(
  p_org_id uuid,
  p_user_id uuid,
  p_role tenancy.member_role
)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return exists (
    select 1
    from tenancy.org_members as m
    inner join tenancy.role_permissions as p on p.role = m.role
    where m.org_id = p_org_id
      and m.user_id = p_user_id
      and p.permission = case p_role when 'owner' then 'owners.manage' else 'members.manage' end
  );
end
$$;
revoke all on function tenancy.may_invite(uuid, uuid, tenancy.member_role) from public;
