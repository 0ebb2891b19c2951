-- The front door of sales.skip_waitlist_entry(), which says what it does and refuses.
create or replace function public.skip_waitlist_entry(
  entry_id uuid default null,
  reason text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.skip_waitlist_entry(skip_waitlist_entry.entry_id, skip_waitlist_entry.reason)
$$;
revoke all on function public.skip_waitlist_entry(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.skip_waitlist_entry(uuid, text) to authenticated;
comment on function public.skip_waitlist_entry(uuid, text) is
  'Skips somebody who waits, for staff with waitlist.manage: the reason is kept and mailed to them; places that were offered go to the next. Returns {entry_id, status, reason}. Errors: missing_field, invalid_field, sign_in_required, not_found, not_allowed, waitlist_entry_ended.';
