create or replace function public.choose_plan(
  org_id uuid default null,
  plan text default null,
  amount integer default null,
  return_url text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select billing.choose_plan(
    choose_plan.org_id, choose_plan.plan, choose_plan.amount, choose_plan.return_url)
$$;
revoke all on function public.choose_plan(uuid, text, integer, text)
  from public, anon, authenticated, service_role;
grant execute on function public.choose_plan(uuid, text, integer, text) to authenticated;
comment on function public.choose_plan(uuid, text, integer, text) is
  'Chooses a plan, upwards or downwards: does what preview_plan_change says. amount (optional): the cents that were shown. Returns what get_subscription returns, with change, and with charge when something is to be paid: its public_token opens the payment (functions/v1/create-payment), after which the customer comes back to return_url (needed when something is to be paid). Safe to repeat. For staff with billing.manage. Errors: not_found, not_allowed, missing_field, invalid_field, plan_unchanged, payment_owed, charge_is_being_paid, plan_change_blocked, plan_amount_changed.';
