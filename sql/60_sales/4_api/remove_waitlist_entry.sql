-- The front door of sales.remove_waitlist_entry(), which says what it does and refuses.
create or replace function public.remove_waitlist_entry(
  entry_id uuid default null,
  reason text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.remove_waitlist_entry(remove_waitlist_entry.entry_id, remove_waitlist_entry.reason)
$$;
revoke all on function public.remove_waitlist_entry(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.remove_waitlist_entry(uuid, text) to authenticated;
comment on function public.remove_waitlist_entry(uuid, text) is
  'Takes somebody off a waitlist without telling them, for staff with waitlist.manage: the reason is kept; places that were offered go to the next. Returns {entry_id, status, reason}. Errors: missing_field, invalid_field, sign_in_required, not_found, not_allowed, waitlist_entry_ended.';
