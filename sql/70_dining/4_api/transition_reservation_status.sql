create or replace function public.transition_reservation_status(
  reservation_id uuid default null,
  new_status text default null,
  reason text default null,
  refund text default 'terms'
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select dining.transition_reservation_status(
    transition_reservation_status.reservation_id,
    transition_reservation_status.new_status,
    transition_reservation_status.reason,
    transition_reservation_status.refund
  )
$$;
revoke all on function
  public.transition_reservation_status(uuid, text, text, text)
  from public, anon, authenticated, service_role;
grant execute on function
  public.transition_reservation_status(uuid, text, text, text)
  to anon, authenticated;
comment on function public.transition_reservation_status(uuid, text, text, text) is
  'Moves a reservation to another status, for staff with reservations.operate: seated, completed, no_show, cancelled, confirmed (an option, a draft), option (a draft). refund, of a cancellation: terms (what the reservation''s terms say), all or none. A repeat changes nothing. Returns the reservation. Errors: invalid_transition, invalid_field, no_show_too_early, options_disabled, the reason codes of slots, not_found, not_allowed, sign_in_required, try_again.';
