-- The front door of platform.save_notice(), which says what it does and refuses.
create or replace function public.platform_save_notice(
  notice_id uuid default null,
  audience text default null,
  text_nl text default null,
  text_en text default null,
  starts_at timestamptz default null,
  ends_at timestamptz default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.save_notice(
    platform_save_notice.notice_id, platform_save_notice.audience, platform_save_notice.text_nl,
    platform_save_notice.text_en, platform_save_notice.starts_at, platform_save_notice.ends_at
  )
$$;
revoke all on function public.platform_save_notice(
  uuid, text, text, text, timestamptz, timestamptz
) from public, anon, authenticated, service_role;
grant execute on function public.platform_save_notice(
  uuid, text, text, text, timestamptz, timestamptz
) to authenticated;
comment on function public.platform_save_notice(uuid, text, text, text, timestamptz, timestamptz) is
  'Makes a notice, or changes the one that is named; for administrators of the platform. audience: everybody, organisers or visitors; it shows from starts_at (now) until ends_at, within a year. Returns the notice as platform_notices does. Errors: missing_field, invalid_field, not_found.';
