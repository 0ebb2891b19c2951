create or replace function public.submit_verification(
  org_id uuid default null,
  kvk_number text default null,
  appeal text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select billing.submit_verification(
    submit_verification.org_id, submit_verification.kvk_number, submit_verification.appeal)
$$;
revoke all on function public.submit_verification(uuid, text, text)
  from public, anon, authenticated, service_role;
grant execute on function public.submit_verification(uuid, text, text) to authenticated;
comment on function public.submit_verification(uuid, text, text) is
  'Says that an organisation is a non-profit, with its KVK number (8 digits); another number replaces it and waits to be verified anew, after a rejection also an appeal. Needs billing.manage. Returns {org_id, kvk_number, status (pending, verified, rejected), submitted_at, appeal, verified_at, rejected_at, rejection_reason}. Errors: missing_field, invalid_field, not_found, not_allowed, verification_closed.';
