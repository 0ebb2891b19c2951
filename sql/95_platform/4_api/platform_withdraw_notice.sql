-- The front door of platform.withdraw_notice(), which says what it does and refuses.
create or replace function public.platform_withdraw_notice(notice_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.withdraw_notice(platform_withdraw_notice.notice_id)
$$;
revoke all on function public.platform_withdraw_notice(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.platform_withdraw_notice(uuid) to authenticated;
comment on function public.platform_withdraw_notice(uuid) is
  'Takes a notice from everybody''s screens; for administrators of the platform. Returns the notice as platform_notices does. Errors: missing_field, not_found.';
