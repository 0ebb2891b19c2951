create or replace function public.platform_close_alert(
  alert_id uuid default null,
  note text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.move_alert(
    platform_close_alert.alert_id, 'closed', platform_close_alert.note)
$$;
revoke all on function public.platform_close_alert(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.platform_close_alert(uuid, text) to authenticated;
comment on function public.platform_close_alert(uuid, text) is
  'Settles an alert, for administrators of the platform; note says how, and is required. It opens again when what it is about goes on. Returns the alert. Errors: platform_admin_required, missing_field, invalid_field, not_found, invalid_transition.';
