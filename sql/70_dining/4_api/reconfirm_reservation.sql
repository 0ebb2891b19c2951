create or replace function public.reconfirm_reservation(
  public_token text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select dining.change_as_guest(
    reconfirm_reservation.public_token,
    'reconfirm'
  )
$$;
revoke all on function
  public.reconfirm_reservation(text)
  from public, anon, authenticated, service_role;
grant execute on function public.reconfirm_reservation(text) to anon, authenticated;
comment on function public.reconfirm_reservation(text) is
  'Says that the guests still come, when they were asked. A repeat changes nothing. Returns the reservation as get_reservation does. Errors: missing_field, reservation_not_found, reservation_is_over, not_asked_to_reconfirm.';
