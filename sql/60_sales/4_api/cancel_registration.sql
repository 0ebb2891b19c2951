create or replace function public.cancel_registration(
  registration_id uuid default null,
  public_token text default null,
  refund_amount integer default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.cancel_registration(
    cancel_registration.registration_id, cancel_registration.public_token,
    cancel_registration.refund_amount)
$$;
revoke all on function public.cancel_registration(uuid, text, integer)
  from public, anon, authenticated, service_role;
grant execute on function public.cancel_registration(uuid, text, integer) to anon, authenticated;
comment on function public.cancel_registration(uuid, text, integer) is
  'Gives up a registration with its ticket and products; what cancellation_terms says goes back to the payer. With refund_amount, what was shown there, nothing happens when it is another by now. A repeat changes nothing. Returns {registration_id, status, refund_amount, currency}. Errors: sign_in_required, missing_field, not_found, registration_not_cancellable, refund_changed.';
