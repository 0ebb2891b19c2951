create or replace function public.platform_review_alert(
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
    platform_review_alert.alert_id, 'reviewing', platform_review_alert.note)
$$;
revoke all on function public.platform_review_alert(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.platform_review_alert(uuid, text) to authenticated;
comment on function public.platform_review_alert(uuid, text) is
  'Says that somebody looks into an alert, for administrators of the platform. Returns the alert. Errors: platform_admin_required, missing_field, invalid_field, not_found, invalid_transition.';
