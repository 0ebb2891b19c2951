-- The front door of platform.org_detail(), which says what it does and refuses.
create or replace function public.platform_org(org_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.org_detail(platform_org.org_id)
$$;
revoke all on function public.platform_org(uuid) from public, anon, authenticated, service_role;
grant execute on function public.platform_org(uuid) to authenticated;
comment on function public.platform_org(uuid) is
  'All about an organisation, for administrators of the platform: what platform_orgs tells of it, and {language, country, connection, events, figures, subscription, limits, plan_override, usage, reviews (money paid to the platform that waits for a decision: [{id, payment_id, reason, data, created_at, actions}]), members, notes}. Amounts in cents, of all time. Errors: platform_admin_required, missing_field, not_found.';
