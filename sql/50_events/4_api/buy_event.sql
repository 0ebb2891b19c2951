create or replace function public.buy_event(
  event_id uuid default null,
  return_url text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select events.buy_event(buy_event.event_id, buy_event.return_url)
$$;
revoke all on function public.buy_event(uuid, text) from public, anon, authenticated, service_role;
grant execute on function public.buy_event(uuid, text) to authenticated;
comment on function public.buy_event(uuid, text) is
  'Asks for the price of an event on the plan PAY_PER_EVENT; once it is paid the event goes on sale by itself, unless something else on its checklist is open (publish_checklist). Returns {charge}; its public_token opens the payment (functions/v1/create-payment). Safe to repeat. For staff with billing.manage. Errors: not_found, not_allowed, missing_field, invalid_field, event_already_paid, plan_not_per_event.';
