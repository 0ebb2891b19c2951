create or replace function public.set_retention(
  org_id uuid default null,
  class text default null,
  keep_days integer default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.set_retention(
    set_retention.org_id, set_retention.class, set_retention.keep_days)
$$;
revoke all on function public.set_retention(uuid, text, integer)
  from public, anon, authenticated, service_role;
grant execute on function public.set_retention(uuid, text, integer) to authenticated;
comment on function public.set_retention(uuid, text, integer) is
  'Keeps a class of personal data for another time, within its bounds; null: as long as the platform says. For staff with privacy.manage. Returns {org_id, class, keep_days}. Errors: missing_field, invalid_field, sign_in_required, not_found, not_allowed.';
