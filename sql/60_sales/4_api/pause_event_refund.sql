create or replace function public.pause_event_refund(event_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.pause_event_refund(pause_event_refund.event_id)
$$;
revoke all on function public.pause_event_refund(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.pause_event_refund(uuid) to authenticated;
comment on function public.pause_event_refund(uuid) is
  'Lets the refund of an event rest; what is with the payment provider goes on. For staff with refunds.create. Returns what refund_event returns. Errors: sign_in_required, missing_field, not_found, not_allowed.';
