create or replace function public.refund_event(
  event_id uuid default null,
  include_fees boolean default null,
  reason text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.refund_event(refund_event.event_id, refund_event.include_fees, refund_event.reason)
$$;
revoke all on function public.refund_event(uuid, boolean, text)
  from public, anon, authenticated, service_role;
grant execute on function public.refund_event(uuid, boolean, text) to authenticated;
comment on function public.refund_event(uuid, boolean, text) is
  'Calls an event off and refunds everything that was sold for it, in the background; buyers are told. For staff with events.manage and refunds.create. include_fees: service fees too; as the event says when left out. A repeat answers the run that is there; event_refund_runs tells how it gets on. Returns {run_id, event_id, status, include_fees, orders_total}. Errors: sign_in_required, missing_field, invalid_field, not_found, not_allowed, event_not_called_off, refund_run_exists.';
