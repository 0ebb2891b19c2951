create or replace function public.record_spend(
  reservation_id uuid default null,
  amount integer default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select dining.record_spend(
    record_spend.reservation_id,
    record_spend.amount
  )
$$;
revoke all on function
  public.record_spend(uuid, integer)
  from public, anon, authenticated, service_role;
grant execute on function public.record_spend(uuid, integer) to anon, authenticated;
comment on function public.record_spend(uuid, integer) is
  'Writes down what the party of a reservation spent, in cents, once they are seated, for staff with reservations.operate; a repeat corrects it, null takes it back. The average of the guest follows when they have left. Returns {reservation_id, spend_amount}. Errors: missing_field, invalid_field, spend_too_early, not_found, not_allowed, sign_in_required.';
