create or replace function public.decide_verification(
  org_id uuid default null,
  verified boolean default null,
  reason text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select billing.decide_verification(
    decide_verification.org_id, decide_verification.verified, decide_verification.reason)
$$;
revoke all on function public.decide_verification(uuid, boolean, text)
  from public, anon, authenticated, service_role;
grant execute on function public.decide_verification(uuid, boolean, text) to authenticated;
comment on function public.decide_verification(uuid, boolean, text) is
  'Decides that an organisation is a non-profit or, with a reason, that it is not; it gets a mail. For administrators of the platform. Returns what submit_verification returns. Errors: sign_in_required, platform_admin_required, missing_field, invalid_field, not_found.';
