-- A user by id: {id, email}. With an org, one of its members. Only for functions that have called
-- tenancy.require_platform_admin(). Raises not_found.
create or replace function platform.find_user(p_user_id uuid, p_org_id uuid default null)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_user jsonb;
begin
  select jsonb_build_object('id', u.id, 'email', lower(u.email)) into v_user
  from auth.users as u
  where u.id = p_user_id and (p_org_id is null or exists (
    select 1 from tenancy.org_members as m where m.org_id = p_org_id and m.user_id = u.id));
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'user', 'id', p_user_id));
  end if;
  return v_user;
end
$$;
revoke all on function platform.find_user(uuid, uuid) from public;
