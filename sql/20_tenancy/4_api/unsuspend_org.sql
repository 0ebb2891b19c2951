-- The front door of tenancy.unsuspend_org(), which says what it does and refuses.
create or replace function public.unsuspend_org(org_id uuid default null, reason text default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.unsuspend_org(unsuspend_org.org_id, unsuspend_org.reason)
$$;
revoke all on function public.unsuspend_org(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.unsuspend_org(uuid, text) to anon, authenticated;
comment on function public.unsuspend_org(uuid, text) is
  'Lets a suspended organisation sell again; for administrators of the platform. Returns {org_id, '
  'suspended_at, suspended_reason}.';
