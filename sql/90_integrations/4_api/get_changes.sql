create or replace function public.get_changes(
  org_id uuid default null,
  cursor text default null,
  "limit" integer default null,
  event_types text[] default null,
  event_id uuid default null,
  from_now boolean default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select integrations.get_changes(
    get_changes.org_id, get_changes.cursor, get_changes."limit", get_changes.event_types,
    get_changes.event_id, get_changes.from_now)
$$;
revoke all on function public.get_changes(uuid, text, integer, text[], uuid, boolean)
  from public, anon, authenticated, service_role;
grant execute on function public.get_changes(uuid, text, integer, text[], uuid, boolean)
  to authenticated;
comment on function public.get_changes(uuid, text, integer, text[], uuid, boolean) is
  'What happened in an organisation since a cursor, in order and without gaps, as far as the caller''s role may see it: the types are in event_types. Without a cursor from the beginning; with from_now nothing, and a cursor to begin with. Returns {changes, cursor, has_more}; keep the cursor after the changes are dealt with, and send it with the next call, at once while has_more. limit: 1 to 1000, 100 by default; what one act brought about is never divided, so there may be some more. Errors: invalid_field, sign_in_required, not_found, not_allowed, cursor_too_old, cursor_unknown.';
