-- The front door of sales.my_waitlist(), which says what it does and refuses.
create or replace function public.my_waitlist()
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select sales.my_waitlist()
$$;
revoke all on function public.my_waitlist()
  from public, anon, authenticated, service_role;
grant execute on function public.my_waitlist() to authenticated;
comment on function public.my_waitlist() is
  'What the signed-in user waits for and waited for, latest first: [{entry_id, status, waitlist_token, quantity, email, name, language, ahead, reason, joined_at, ticket_type, wave, event, offer: {status, quantity, expires_at, wave, needs_form, order_token}}]. Errors: sign_in_required.';
