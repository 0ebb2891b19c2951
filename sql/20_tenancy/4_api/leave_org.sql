-- The front door of tenancy.leave_org(), which says what it does and refuses.
create or replace function public.leave_org(org_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.leave_org(leave_org.org_id)
$$;
revoke all on function public.leave_org(uuid) from public, anon, authenticated, service_role;
grant execute on function public.leave_org(uuid) to anon, authenticated;
comment on function public.leave_org(uuid) is
  'Ends your own membership. The last owner stays. Returns {org_id, user_id}.';
