create or replace function public.start_list_changes(
  event_id uuid default null,
  cursor text default null,
  "limit" integer default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select integrations.start_list_changes(
    start_list_changes.event_id, start_list_changes.cursor, start_list_changes."limit")
$$;
revoke all on function public.start_list_changes(uuid, text, integer)
  from public, anon, authenticated, service_role;
grant execute on function public.start_list_changes(uuid, text, integer) to authenticated;
comment on function public.start_list_changes(uuid, text, integer) is
  'The start list of an event for timing, as it changes: without a cursor all who stand on it, with the cursor of the call before who was added, changed or withdrawn since (change). Needs registrations.read; birth_year is null without participants.read_sensitive, and the audit log keeps who read it. Returns {event_id, entries, cursor, has_more}; ask again at once while has_more. limit: 1 to 5000, 500 by default; what one act brought about is never divided. Errors: missing_field, invalid_field, sign_in_required, not_found, not_allowed, cursor_too_old, cursor_unknown.';
