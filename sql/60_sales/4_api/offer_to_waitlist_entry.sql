-- The front door of sales.offer_to_entry(), which says what it does and refuses.
create or replace function public.offer_to_waitlist_entry(
  entry_id uuid default null,
  reason text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.offer_to_entry(offer_to_waitlist_entry.entry_id, offer_to_waitlist_entry.reason)
$$;
revoke all on function public.offer_to_waitlist_entry(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.offer_to_waitlist_entry(uuid, text) to authenticated;
comment on function public.offer_to_waitlist_entry(uuid, text) is
  'Offers places that are there to somebody who waits, out of turn, for staff with waitlist.manage; the reason is kept. Returns {entry_id, status, offer_id, quantity, expires_at}. Errors: missing_field, invalid_field, sign_in_required, not_found, not_allowed, waitlist_entry_ended, sold_out, event_not_found, event_is_over, org_suspended, ticket_type_not_found, sales_not_started, sales_ended.';
