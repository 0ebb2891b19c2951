create or replace function public.set_branding(
  org_id uuid default null,
  branding_removed boolean default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select billing.set_branding(set_branding.org_id, set_branding.branding_removed)
$$;
revoke all on function public.set_branding(uuid, boolean)
  from public, anon, authenticated, service_role;
grant execute on function public.set_branding(uuid, boolean) to authenticated;
comment on function public.set_branding(uuid, boolean) is
  'Leaves the platform''s name off an organisation''s pages, or puts it back; the platform''s fee of new orders follows. Needs billing.manage. Returns {org_id, branding_removed, platform_fee}: basis points. Errors: missing_field, sign_in_required, not_found, not_allowed, no_subscription.';
