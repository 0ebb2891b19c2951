create or replace function public.choose_mollie_profile(
  org_id uuid default null,
  profile_id text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select payments.choose_mollie_profile(
    choose_mollie_profile.org_id, choose_mollie_profile.profile_id)
$$;
revoke all on function public.choose_mollie_profile(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.choose_mollie_profile(uuid, text) to authenticated;
comment on function public.choose_mollie_profile(uuid, text) is
  'Says in which website profile of its account at the payment provider an org is paid, for staff with payments.connect; needed where the account has several. profile_id is one of profiles in the view mollie_connections. Returns what disconnect_mollie returns. Errors: missing_field, not_found, not_allowed, not_connected, connection_lost, profile_not_found.';
