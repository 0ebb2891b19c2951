-- requires: integrations
--
-- What is to be delivered to whom, and what came of it: one row per integration and thing that
-- happened, or per test. It holds no data of what happened: that is read when it is delivered.
-- Machine `integration_job`.
--
-- The outbox has no message per job, but one per integration that has something to do (topic
-- webhook.deliver): whoever gets it has the integration for itself and works off its jobs. So a
-- system that is down takes one consumer's time now and then, however much waits for it, pausing
-- moves no rows, and things that happened to one entity are told in their order.

create type integrations.job_status as enum (
  'waiting', 'retrying', 'delivered', 'given_up', 'skipped'
);
comment on type integrations.job_status is
  'given_up: after the last attempt, or 410 Gone; skipped: there was nothing to tell, such as a person who did not agree to marketing.';

create table integrations.jobs (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  integration_id uuid not null,
  change_id bigint,
  number bigint generated always as identity,
  event_type text not null,
  entity_type text not null,
  entity_id text not null,
  occurred_at timestamptz not null,
  status integrations.job_status not null default 'waiting',
  attempts integer not null default 0,
  next_try_at timestamptz default core.clock(),
  last_tried_at timestamptz,
  last_status_code integer,
  last_answer text,
  last_duration_ms integer,
  created_at timestamptz not null default core.clock(),
  ended_at timestamptz,
  constraint jobs_pkey primary key (org_id, id),
  constraint jobs_integration_fkey foreign key (org_id, integration_id)
    references integrations.integrations (org_id, id),
  constraint jobs_id_is_unique unique (id),
  constraint attempts_are_not_negative check (attempts >= 0),
  constraint answer_is_an_excerpt check (length(last_answer) <= 500),
  constraint ended_at_is_set_iff_ended
    check ((status in ('delivered', 'given_up', 'skipped')) = (ended_at is not null)),
  constraint next_try_is_set_iff_open
    check ((status in ('waiting', 'retrying')) = (next_try_at is not null))
);
-- A thing that happened is one job of an integration, however often it is found.
create unique index jobs_change_key
  on integrations.jobs (org_id, integration_id, change_id, event_type, entity_id);
create index jobs_open_idx on integrations.jobs (org_id, integration_id, change_id, number)
  where status in ('waiting', 'retrying');
create index jobs_entity_idx
  on integrations.jobs (org_id, integration_id, entity_type, entity_id, change_id, number)
  where status in ('waiting', 'retrying');
create index jobs_ended_at_idx on integrations.jobs (ended_at) where ended_at is not null;
alter table integrations.jobs enable row level security;
comment on table integrations.jobs is 'Deliveries to integrations, and what came of them.';
comment on column integrations.jobs.change_id is
  'Where in the feed of changes it stands; null: a test.';
comment on column integrations.jobs.number is 'The order of what one change tells.';
comment on column integrations.jobs.next_try_at is
  'From when on it is tried, unless an elder one of the same entity still waits; null when ended.';
comment on column integrations.jobs.last_status_code is
  'The HTTP status of the last answer; null: there was none.';
comment on column integrations.jobs.last_answer is
  'The beginning of the last answer, or why there was none.';

insert into core.transitions (machine, from_state, to_state, description) values
  ('integration_job', 'new', 'waiting', 'Something happened that the integration hears of.'),
  ('integration_job', 'waiting', 'retrying', 'The first attempt failed.'),
  ('integration_job', 'waiting', 'delivered', 'The address took it at once.'),
  ('integration_job', 'waiting', 'given_up', 'The address is gone, or it was a test.'),
  ('integration_job', 'waiting', 'skipped', 'There was nothing to tell.'),
  ('integration_job', 'retrying', 'delivered', 'The address took it in the end.'),
  ('integration_job', 'retrying', 'given_up', 'The last attempt failed.'),
  ('integration_job', 'retrying', 'skipped', 'There is nothing to tell any more.'),
  ('integration_job', 'retrying', 'waiting', 'Staff wants it at once.'),
  ('integration_job', 'delivered', 'waiting', 'Staff replays it.'),
  ('integration_job', 'given_up', 'waiting', 'Staff replays it.'),
  ('integration_job', 'skipped', 'waiting', 'Staff replays it.');

-- How it goes with an integration, changed with every delivery and so apart from what staff made.
create table integrations.turns (
  org_id uuid not null,
  integration_id uuid not null,
  due_at timestamptz not null default 'infinity',
  failures integer not null default 0,
  failing_since timestamptz,
  rests_until timestamptz not null default '-infinity',
  constraint turns_pkey primary key (org_id, integration_id),
  constraint turns_integration_fkey foreign key (org_id, integration_id)
    references integrations.integrations (org_id, id),
  constraint failing_since_is_set_iff_failing check ((failures > 0) = (failing_since is not null))
) with (fillfactor = 70);
create index turns_due_idx on integrations.turns (due_at);
alter table integrations.turns enable row level security;
comment on table integrations.turns is 'When each integration is to be attended to.';
comment on column integrations.turns.due_at is
  'When there is something to deliver; while a worker is at it: when it should be done.';
comment on column integrations.turns.failures is 'Failed attempts since the last success.';
comment on column integrations.turns.rests_until is
  'Until when nothing is tried, because its address does not answer or asks for a pause.';

insert into core.outbox_buckets (channel, bucket)
select 'webhook', b.bucket from generate_series(0, 63) as b (bucket);
