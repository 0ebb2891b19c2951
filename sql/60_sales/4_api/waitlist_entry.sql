-- The front door of sales.waitlist_entry(), which says what it does and refuses.
create or replace function public.waitlist_entry(
  waitlist_token text default null,
  entry_id uuid default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.waitlist_entry(waitlist_entry.waitlist_token, waitlist_entry.entry_id)
$$;
revoke all on function public.waitlist_entry(text, uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.waitlist_entry(text, uuid) to anon, authenticated;
comment on function public.waitlist_entry(text, uuid) is
  'Where somebody stands who waits: with the waitlist_token from the mail, or the entry_id of the account that is signed in. Returns {entry_id, status, waitlist_token, quantity, email, name, language, ahead, reason, joined_at, ticket_type, wave, event, offer: {status, quantity, expires_at, wave, needs_form, order_token}}; ahead is how many wait before them. Errors: missing_field, waitlist_entry_not_found.';
