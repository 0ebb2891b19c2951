-- The front door of tenancy.change_member_role(), which says what it does and refuses.
create or replace function public.change_member_role(
  org_id uuid default null,
  user_id uuid default null,
  role text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.change_member_role(
    change_member_role.org_id,
    change_member_role.user_id,
    change_member_role.role
  )
$$;
revoke all on function public.change_member_role(uuid, uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.change_member_role(uuid, uuid, text) to anon, authenticated;
comment on function public.change_member_role(uuid, uuid, text) is
  'Gives a member another role (permission members.manage; owners.manage from or to owner). '
  'Returns {org_id, user_id, role}.';
