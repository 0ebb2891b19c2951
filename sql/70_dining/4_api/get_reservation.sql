create or replace function public.get_reservation(
  public_token text default null
)
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select dining.get_reservation(
    get_reservation.public_token
  )
$$;
revoke all on function public.get_reservation(text) from public, anon, authenticated, service_role;
grant execute on function public.get_reservation(text) to anon, authenticated;
comment on function public.get_reservation(text) is
  'A reservation for its guest: what create_reservation returned, with location, ticket, guest, payment_status, refund_amount (what goes back on cancelling now, in cents) and may: {pay, confirm, reconfirm, cancel}. Errors: missing_field, reservation_not_found.';
