create or replace function public.verification_queue(
  status text default null,
  "limit" integer default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select billing.verification_queue(verification_queue.status, verification_queue."limit")
$$;
revoke all on function public.verification_queue(text, integer)
  from public, anon, authenticated, service_role;
grant execute on function public.verification_queue(text, integer) to authenticated;
comment on function public.verification_queue(text, integer) is
  'Organisations that wait to be verified as non-profits, longest first (or with another status, the latest first; at most limit, 100 when left out): [{org_id, org_name, org_email, kvk_number, status, submitted_at, appeal, last_rejection, registry, registry_at, plan}]. For administrators of the platform. Errors: sign_in_required, platform_admin_required, invalid_field.';
