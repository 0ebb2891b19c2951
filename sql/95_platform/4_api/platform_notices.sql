-- The front door of platform.notices(), which says what it does and refuses.
create or replace function public.platform_notices()
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select platform.notices()
$$;
revoke all on function public.platform_notices() from public, anon, authenticated, service_role;
grant execute on function public.platform_notices() to authenticated;
comment on function public.platform_notices() is
  'The latest 200 notices; for administrators of the platform. Returns [{notice_id, audience, text_nl, text_en, starts_at, ends_at, withdrawn_at}].';
