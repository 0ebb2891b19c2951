create or replace function public.cancel_refund(refund_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select payments.cancel_refund(cancel_refund.refund_id)
$$;
revoke all on function public.cancel_refund(uuid) from public, anon, authenticated, service_role;
grant execute on function public.cancel_refund(uuid) to authenticated;
comment on function public.cancel_refund(uuid) is
  'Stops a refund that is pending or queued, for staff with refunds.create: at once when the payment provider has not been told, else after it was asked (status then tells whether that was in time). The money can be refunded again; tickets stay refunded. A repeat changes nothing. Returns {refund_id, status, cancel_requested_at}. Errors: sign_in_required, missing_field, not_found, not_allowed, refund_not_cancelable.';
