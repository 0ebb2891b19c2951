create or replace function public.replay_integration_jobs(
  integration_id uuid default null,
  job_id uuid default null,
  since timestamptz default null,
  until timestamptz default null,
  only_failed boolean default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select integrations.replay_jobs(
    replay_integration_jobs.integration_id, replay_integration_jobs.job_id,
    replay_integration_jobs.since, replay_integration_jobs.until,
    replay_integration_jobs.only_failed)
$$;
revoke all on function public.replay_integration_jobs(
  uuid, uuid, timestamptz, timestamptz, boolean) from public, anon, authenticated, service_role;
grant execute on function public.replay_integration_jobs(
  uuid, uuid, timestamptz, timestamptz, boolean) to authenticated;
comment on function public.replay_integration_jobs(
  uuid, uuid, timestamptz, timestamptz, boolean) is
  'Delivers again what ended: one job, what happened in a period (since, until), or all of an integration; with only_failed what was given up. At most 10,000 at a time, the oldest first; webhook-id stays. Returns {replayed, is_complete}. Needs integrations.manage. Errors: not_found, not_allowed, missing_field, invalid_field, rate_limited.';
