-- The only queue. A function writes a message in the same transaction as the change it tells of;
-- workers lease a bucket, deliver its messages in order, and acknowledge. A message is one row in
-- one of three tables: waiting (outbox_events), given up (outbox_dead), delivered (outbox_history).

create table core.outbox_events (
  event_id bigint generated always as identity,
  org_id uuid,
  channel text not null,
  bucket smallint not null,
  aggregate text not null,
  topic text not null,
  payload jsonb not null,
  attempts integer not null default 0,
  available_at timestamptz not null default core.clock(),
  last_error text,
  request_id text,
  created_at timestamptz not null default core.clock(),
  constraint outbox_events_pkey primary key (event_id),
  constraint bucket_is_one_of_64 check (bucket between 0 and 63),
  constraint topic_starts_with_its_channel check (split_part(topic, '.', 1) = channel)
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);
create index outbox_events_bucket_idx on core.outbox_events (channel, bucket, event_id);
create index outbox_events_retry_idx on core.outbox_events (channel, bucket, aggregate, event_id)
  where attempts > 0;
create index outbox_events_org_idx on core.outbox_events (org_id, event_id);
alter table core.outbox_events enable row level security;
comment on table core.outbox_events is 'Messages that wait for delivery, in order per aggregate.';
comment on column core.outbox_events.aggregate is 'What the message is about, e.g. order:<id>; keeps its order.';
comment on column core.outbox_events.request_id is
  'Of the request that caused it; its delivery carries it on. Null of what time alone caused.';

-- A consumer leases a bucket, not rows: messages of one aggregate share a bucket, so they stay in
-- order, and a slow reader costs no dead versions of the messages themselves.
create table core.outbox_buckets (
  channel text not null,
  bucket smallint not null,
  leased_until timestamptz not null default '-infinity',
  leased_by text,
  lease_seconds integer not null default 0,
  fence bigint not null default 0,
  constraint outbox_buckets_pkey primary key (channel, bucket)
) with (fillfactor = 50);
alter table core.outbox_buckets enable row level security;
comment on table core.outbox_buckets is 'Leases of workers; the fence rises with every lease.';

create table core.outbox_dead (
  event_id bigint not null,
  org_id uuid,
  channel text not null,
  bucket smallint not null,
  aggregate text not null,
  topic text not null,
  payload jsonb not null,
  attempts integer not null,
  last_error text not null,
  request_id text,
  created_at timestamptz not null,
  died_at timestamptz not null default core.clock(),
  constraint outbox_dead_pkey primary key (event_id)
);
create index outbox_dead_org_idx on core.outbox_dead (org_id, event_id);
alter table core.outbox_dead enable row level security;
comment on table core.outbox_dead is 'Messages given up after their last attempt; they can be replayed.';

-- No payload: what was delivered may hold personal data or a token, and is no longer needed.
create table core.outbox_history (
  event_id bigint not null,
  org_id uuid,
  channel text not null,
  aggregate text not null,
  topic text not null,
  attempts integer not null,
  result jsonb,
  request_id text,
  created_at timestamptz not null,
  delivered_at timestamptz not null default core.clock(),
  constraint outbox_history_pkey primary key (event_id)
);
create index outbox_history_org_idx on core.outbox_history (org_id, event_id);
create index outbox_history_aggregate_idx on core.outbox_history (aggregate);
create index outbox_history_delivered_at_idx on core.outbox_history (delivered_at);
alter table core.outbox_history enable row level security;
comment on table core.outbox_history is 'Delivered messages, without their contents.';

insert into core.outbox_buckets (channel, bucket)
select c.channel, b.bucket
from unnest(array['audit', 'email', 'mollie']) as c (channel)
cross join generate_series(0, 63) as b (bucket);
