create or replace function public.platform_fees_per_org(
  "from" date default null,
  "to" date default null,
  "offset" integer default null,
  "limit" integer default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.fees_per_org(
    platform_fees_per_org."from", platform_fees_per_org."to",
    platform_fees_per_org."offset", platform_fees_per_org."limit")
$$;
revoke all on function public.platform_fees_per_org(date, date, integer, integer)
  from public, anon, authenticated, service_role;
grant execute on function public.platform_fees_per_org(date, date, integer, integer)
  to authenticated;
comment on function public.platform_fees_per_org(date, date, integer, integer) is
  'What the platform took per organisation in a period, for its administrators, the highest fees first. Returns {from, to, as_of, currency, orgs, next_offset}; send next_offset as offset for the next page. limit: 1 to 200, 50 by default. Errors: sign_in_required, platform_admin_required, invalid_field.';
