create or replace function public.cancellation_terms(
  registration_id uuid default null,
  public_token text default null
)
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select sales.cancellation_terms(
    cancellation_terms.registration_id, cancellation_terms.public_token)
$$;
revoke all on function public.cancellation_terms(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.cancellation_terms(uuid, text) to anon, authenticated;
comment on function public.cancellation_terms(uuid, text) is
  'What goes back for a registration if it is given up now, in cents, or why it cannot be: {registration_id, is_cancellable, reason, closes_at, refund_rate, refunds_fee, paid_amount, refund_amount, currency}. For its participant, or the buyer with the public token. Nothing is done. Errors: sign_in_required, missing_field, not_found.';
