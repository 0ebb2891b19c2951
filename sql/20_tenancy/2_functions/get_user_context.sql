-- Who is signed in, in which orgs, with which permissions: what a client needs to draw its menus.
-- Not a token of access: every function and policy asks the tables again. For a visitor the user
-- is null. Called by public.get_user_context().
create or replace function tenancy.get_user_context()
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_user_id uuid := auth.uid();
  v_user jsonb;
  v_orgs jsonb;
begin
  select jsonb_build_object('id', u.id, 'email', u.email) into v_user
  from auth.users as u
  where u.id = v_user_id;
  select coalesce(jsonb_agg(
    jsonb_build_object(
      'org_id', o.id, 'name', o.name, 'slug', o.slug, 'role', m.role,
      'permissions', (
        select coalesce(jsonb_agg(p.permission order by p.permission), '[]')
        from tenancy.role_permissions as p
        where p.role = m.role
      ),
      'suspended', o.suspended_at is not null
    )
    order by o.name, o.id
  ), '[]')
  into v_orgs
  from tenancy.org_members as m
  inner join tenancy.orgs as o on o.id = m.org_id and o.deleted_at is null
  where m.user_id = v_user_id;
  return jsonb_build_object(
    'user', v_user, 'is_platform_admin', tenancy.is_platform_admin(), 'orgs', v_orgs);
end
$$;
revoke all on function tenancy.get_user_context() from public;
grant execute on function tenancy.get_user_context() to anon, authenticated;
