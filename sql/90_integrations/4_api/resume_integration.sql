create or replace function public.resume_integration(
  integration_id uuid default null,
  since timestamptz default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select integrations.resume_integration(
    resume_integration.integration_id, resume_integration.since)
$$;
revoke all on function public.resume_integration(uuid, timestamptz)
  from public, anon, authenticated, service_role;
grant execute on function public.resume_integration(uuid, timestamptz) to authenticated;
comment on function public.resume_integration(uuid, timestamptz) is
  'Lets an integration go on that was paused or disabled; what waits is tried at once. since: from when on one that was disabled is told what it missed; left out: nothing of it. Needs integrations.manage. Errors: not_found, not_allowed, missing_field, invalid_field.';
