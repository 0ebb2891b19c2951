-- The front door of sales.leave_waitlist(), which says what it does and refuses.
create or replace function public.leave_waitlist(
  waitlist_token text default null,
  entry_id uuid default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.leave_waitlist(leave_waitlist.waitlist_token, leave_waitlist.entry_id)
$$;
revoke all on function public.leave_waitlist(text, uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.leave_waitlist(text, uuid) to anon, authenticated;
comment on function public.leave_waitlist(text, uuid) is
  'Gives up waiting, and what was offered: with the waitlist_token, or the entry_id of the account that is signed in. Returns what waitlist_entry returns. Errors: missing_field, waitlist_entry_not_found, waitlist_entry_ended.';
