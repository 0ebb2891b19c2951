-- The front door of tenancy.remove_member(), which says what it does and refuses.
create or replace function public.remove_member(org_id uuid default null, user_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.remove_member(remove_member.org_id, remove_member.user_id)
$$;
revoke all on function public.remove_member(uuid, uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.remove_member(uuid, uuid) to anon, authenticated;
comment on function public.remove_member(uuid, uuid) is
  'Removes a member; access ends at once (permission members.manage; owners.manage for owners). '
  'Returns {org_id, user_id}.';
