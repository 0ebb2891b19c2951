-- The front door of platform.get_notices(), which says what it does and refuses.
create or replace function public.get_notices(audience text default null)
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select platform.get_notices(get_notices.audience)
$$;
revoke all on function public.get_notices(text) from public, anon, authenticated, service_role;
grant execute on function public.get_notices(text) to anon, authenticated;
comment on function public.get_notices(text) is
  'Whether the platform is being maintained, and what it has to say now to organisers or visitors (audience; visitors by default). For everybody. Returns {maintenance: {is_on, retry_after, text_nl, text_en}, notices: [{notice_id, text_nl, text_en, starts_at, ends_at}]}. Errors: invalid_field.';
