create or replace view public.integration_jobs
with (security_invoker = true) as
select
  j.org_id,
  j.id,
  j.integration_id,
  j.change_id,
  j.number,
  j.event_type,
  j.entity_type,
  j.entity_id,
  j.occurred_at,
  j.status,
  j.attempts,
  j.next_try_at,
  j.last_tried_at,
  j.last_status_code,
  j.last_answer,
  j.last_duration_ms,
  j.created_at,
  j.ended_at
from integrations.jobs as j
join integrations.integrations as i
  on i.org_id = j.org_id and i.id = j.integration_id and i.deleted_at is null;
revoke all on public.integration_jobs from anon, authenticated, service_role;
grant select on public.integration_jobs to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.integration_jobs
  for each row execute function core.tg__read_only();
comment on view public.integration_jobs is
  'Deliveries to integrations and what came of them (permission integrations.read). The header webhook-id of a delivery is msg_ and its id without hyphens.';
comment on column public.integration_jobs.change_id is
  'Where it stands in the feed of changes; null: a test.';
comment on column public.integration_jobs.number is 'The order of what one change tells.';
comment on column public.integration_jobs.status is
  'waiting, retrying, delivered, given_up, or skipped (there was nothing to tell).';
comment on column public.integration_jobs.last_answer is
  'The beginning of the last answer, or why there was none.';
