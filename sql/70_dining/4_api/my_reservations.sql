create or replace function public.my_reservations()
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select dining.my_reservations()
$$;
revoke all on function public.my_reservations() from public, anon, authenticated, service_role;
grant execute on function public.my_reservations() to anon, authenticated;
comment on function public.my_reservations() is
  'The reservations of who is signed in, newest first, as get_reservation has them, with their public_token. Errors: sign_in_required.';
