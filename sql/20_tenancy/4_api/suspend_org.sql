-- The front door of tenancy.suspend_org(), which says what it does and refuses.
create or replace function public.suspend_org(org_id uuid default null, reason text default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.suspend_org(suspend_org.org_id, suspend_org.reason)
$$;
revoke all on function public.suspend_org(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.suspend_org(uuid, text) to anon, authenticated;
comment on function public.suspend_org(uuid, text) is
  'Keeps an organisation from selling; for administrators of the platform. Returns {org_id, '
  'suspended_at, suspended_reason}.';
