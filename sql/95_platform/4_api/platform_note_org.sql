-- The front door of platform.note_org(), which says what it does and refuses.
create or replace function public.platform_note_org(
  org_id uuid default null,
  body text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.note_org(platform_note_org.org_id, platform_note_org.body)
$$;
revoke all on function public.platform_note_org(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.platform_note_org(uuid, text) to authenticated;
comment on function public.platform_note_org(uuid, text) is
  'Writes a note about an organisation that only administrators of the platform see; platform_org '
  'shows it. At most 4000 characters. Returns {note_id, org_id, body, created_at}. Errors: '
  'missing_field, invalid_field, not_found.';
