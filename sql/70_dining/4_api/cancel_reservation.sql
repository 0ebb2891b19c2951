create or replace function public.cancel_reservation(
  public_token text default null,
  reason text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select dining.change_as_guest(
    cancel_reservation.public_token,
    'cancel',
    cancel_reservation.reason
  )
$$;
revoke all on function
  public.cancel_reservation(text, text)
  from public, anon, authenticated, service_role;
grant execute on function public.cancel_reservation(text, text) to anon, authenticated;
comment on function public.cancel_reservation(text, text) is
  'Cancels a reservation, by its guest: what goes back of a deposit follows from its terms (refund_amount of get_reservation). A repeat changes nothing. Returns the reservation as get_reservation does. Errors: missing_field, reservation_not_found, reservation_is_over.';
