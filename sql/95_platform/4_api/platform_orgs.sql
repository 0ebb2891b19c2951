-- The front door of platform.orgs_list(), which says what it does and refuses.
create or replace function public.platform_orgs(
  query text default null,
  filters jsonb default null,
  "cursor" uuid default null,
  "limit" integer default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.orgs_list(
    platform_orgs.query, platform_orgs.filters, platform_orgs."cursor", platform_orgs."limit")
$$;
revoke all on function public.platform_orgs(text, jsonb, uuid, integer)
  from public, anon, authenticated, service_role;
grant execute on function public.platform_orgs(text, jsonb, uuid, integer) to authenticated;
comment on function public.platform_orgs(text, jsonb, uuid, integer) is
  'Organisations, the newest first, for administrators of the platform. query: part of a name or slug, the beginning of an e-mail address (a member''s too), or the whole id of the organisation or of its account or profile at Mollie. filters: {status: active or suspended, onboarding: complete, incomplete or a step that is still to be done, created_from, created_to, plan, subscription_status: none, trialing, active or past_due}. limit: 1 to 200, 50 by default; cursor: the next_cursor of the page before. Returns {orgs, next_cursor}. Errors: platform_admin_required, invalid_field.';
