-- The front door of platform.stop_broadcast(), which says what it does and refuses.
create or replace function public.platform_stop_broadcast(broadcast_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.stop_broadcast(platform_stop_broadcast.broadcast_id)
$$;
revoke all on function public.platform_stop_broadcast(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.platform_stop_broadcast(uuid) to authenticated;
comment on function public.platform_stop_broadcast(uuid) is
  'Stops a mail to everybody who owns an organisation: those who are left do not get it. For administrators of the platform. Returns it as platform_broadcast does. Errors: missing_field, not_found.';
