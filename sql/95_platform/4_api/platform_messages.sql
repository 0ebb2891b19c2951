create or replace function public.platform_messages(
  org_id uuid default null,
  about text default null,
  state text default null,
  cursor bigint default null,
  "limit" integer default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.messages(
    platform_messages.org_id, platform_messages.about, platform_messages.state,
    platform_messages.cursor, platform_messages."limit")
$$;
revoke all on function public.platform_messages(uuid, text, text, bigint, integer)
  from public, anon, authenticated, service_role;
grant execute on function public.platform_messages(uuid, text, text, bigint, integer)
  to authenticated;
comment on function public.platform_messages(uuid, text, text, bigint, integer) is
  'What was sent about an organisation and what became of it, the newest first; for administrators of the platform, whose reading is logged. about: such as order:<id>. state: waiting, failed or delivered. Returns {messages: [{event_id, channel, topic, about, state, to, attempts, last_error, created_at, at}], next_cursor}. limit: 1 to 200, 50 by default. Errors: sign_in_required, platform_admin_required, missing_field, invalid_field, not_found.';
