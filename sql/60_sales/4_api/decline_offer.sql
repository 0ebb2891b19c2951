-- The front door of sales.decline_offer(), which says what it does and refuses.
create or replace function public.decline_offer(
  waitlist_token text default null,
  entry_id uuid default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.decline_offer(decline_offer.waitlist_token, decline_offer.entry_id)
$$;
revoke all on function public.decline_offer(text, uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.decline_offer(text, uuid) to anon, authenticated;
comment on function public.decline_offer(text, uuid) is
  'Declines offered places, which go to the next: with the waitlist_token, or the entry_id of the account that is signed in. To take them, order with the waitlist_token: create_order. Returns what waitlist_entry returns. Errors: missing_field, waitlist_entry_not_found, offer_not_open.';
