-- The front door of platform.broadcasts(), which says what it does and refuses.
create or replace function public.platform_broadcasts()
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select platform.broadcasts()
$$;
revoke all on function public.platform_broadcasts() from public, anon, authenticated, service_role;
grant execute on function public.platform_broadcasts() to authenticated;
comment on function public.platform_broadcasts() is
  'The latest 50 mails to everybody who owns an organisation, and how far they are; for administrators of the platform. Returns them as platform_broadcast does.';
