create or replace function public.confirm_option(
  public_token text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select dining.change_as_guest(
    confirm_option.public_token,
    'confirm'
  )
$$;
revoke all on function public.confirm_option(text) from public, anon, authenticated, service_role;
grant execute on function public.confirm_option(text) to anon, authenticated;
comment on function public.confirm_option(text) is
  'Confirms an option, by its guest; one that is to be paid is confirmed by paying it. A repeat changes nothing. Returns the reservation as get_reservation does. Errors: missing_field, reservation_not_found, reservation_is_over, payment_needed.';
