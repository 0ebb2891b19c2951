create or replace function public.platform_payouts(
  org_id uuid default null,
  status text default null,
  unexplained boolean default null,
  "offset" integer default null,
  "limit" integer default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.payouts(
    platform_payouts.org_id, platform_payouts.status, platform_payouts.unexplained,
    platform_payouts."offset", platform_payouts."limit")
$$;
revoke all on function public.platform_payouts(uuid, text, boolean, integer, integer)
  from public, anon, authenticated, service_role;
grant execute on function public.platform_payouts(uuid, text, boolean, integer, integer)
  to authenticated;
comment on function public.platform_payouts(uuid, text, boolean, integer, integer) is
  'What the payment provider pays out to all organisations, or to one, for administrators of the platform: how much by status, and the settlements with what they are made of, the latest first. unexplained: only those that their lines do not come to. Returns {by_status, settlements, next_offset}. limit: 1 to 200, 50 by default. Errors: platform_admin_required, invalid_field.';
