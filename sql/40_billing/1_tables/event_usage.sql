-- requires: usage_records
--
-- How many tickets an org sold, per event and month of the sale: what plans are measured by. Sales
-- append to `usage_entries` and wait for nobody; a sweep adds these up into `event_usage`. What was
-- sold at any moment is the two together. A row belongs to the usage record that closed it; what
-- comes after that opens another row.
--
-- `returned` are tickets that ended (refunded, given up) in the month in which they were sold,
-- `returned_late` those that ended afterwards. So a month is sold - returned, an event is
-- sold - returned - returned_late, and neither depends on the plan of the day.

create table billing.event_usage (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid not null,
  month date not null,
  sold integer not null default 0,
  returned integer not null default 0,
  returned_late integer not null default 0,
  usage_record_id uuid,
  constraint event_usage_pkey primary key (org_id, id),
  constraint event_usage_org_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint event_usage_usage_record_fkey foreign key (org_id, usage_record_id)
    references billing.usage_records (org_id, id),
  constraint month_is_its_first_day check (extract(day from month) = 1),
  constraint numbers_are_not_negative check (sold >= 0 and returned >= 0 and returned_late >= 0)
);
create unique index event_usage_open_key on billing.event_usage (org_id, event_id, month)
  where usage_record_id is null;
create index event_usage_open_month_idx on billing.event_usage (month, org_id)
  where usage_record_id is null;
create index event_usage_event_idx on billing.event_usage (org_id, event_id);
create index event_usage_usage_record_idx on billing.event_usage (org_id, usage_record_id);
alter table billing.event_usage enable row level security;
comment on table billing.event_usage is 'Tickets sold per event and month, as far as added up.';
comment on column billing.event_usage.month is 'The first day of the month of the sale, in the setting billing.time_zone.';

create table billing.usage_entries (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid not null,
  month date not null,
  sold integer not null default 0,
  returned integer not null default 0,
  returned_late integer not null default 0,
  constraint usage_entries_pkey primary key (org_id, id),
  constraint month_is_its_first_day check (extract(day from month) = 1),
  constraint numbers_are_not_negative check (sold >= 0 and returned >= 0 and returned_late >= 0)
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);
alter table billing.usage_entries enable row level security;
comment on table billing.usage_entries is
  'Tickets that were sold or ended since usage was last added up.';

-- What an org was told of: once per period and level.
create table billing.usage_warnings (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid,
  period_start timestamptz,
  percentage smallint not null,
  created_at timestamptz not null default core.clock(),
  constraint usage_warnings_pkey primary key (org_id, id),
  constraint usage_warnings_org_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint a_level_is_told_once
    unique nulls not distinct (org_id, event_id, period_start, percentage),
  constraint percentage_is_80_or_100 check (percentage in (80, 100))
);
alter table billing.usage_warnings enable row level security;
comment on table billing.usage_warnings is 'Warnings that orgs got about the tickets of their plan.';
