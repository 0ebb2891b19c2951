-- requires: plans
--
-- The plan that an org is on, and until when it is paid. One that has not ended per org; ended ones
-- stay as history. Machine `subscription`.
--
-- What is to change when the period ends is decided before: `next_plan` is what it becomes,
-- `cancel_at_period_end` that it ends; `changes_at` is when. `collection_id` names what the
-- provider is to collect every month, none where nothing is: a worker brings the provider to that,
-- whatever is there (billing.wanted_collection()), so that messages may come twice, late or never.
-- Periods begin at midnight UTC on a day that every month has.

create table billing.subscriptions (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  plan billing.plan not null,
  status billing.subscription_status not null,
  current_period_start timestamptz,
  current_period_end timestamptz,
  next_plan billing.plan,
  cancel_at_period_end boolean not null default false,
  branding_removed boolean not null default false,
  changes_at timestamptz,
  collection_id uuid,
  collected_from timestamptz,
  mollie_subscription_id text,
  mollie_status text,
  sync_at timestamptz,
  late_at timestamptz,
  due_at timestamptz,
  past_due_at timestamptz,
  cancelled_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint subscriptions_pkey primary key (org_id, id),
  constraint subscriptions_org_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint subscriptions_plan_fkey foreign key (plan) references billing.plans (plan),
  constraint subscriptions_next_plan_fkey foreign key (next_plan) references billing.plans (plan),
  constraint period_ends_after_it_starts check (current_period_end > current_period_start),
  constraint a_change_has_a_moment
    check ((changes_at is not null) = (next_plan is not null or cancel_at_period_end)),
  constraint it_changes_or_ends check (next_plan is null or not cancel_at_period_end),
  constraint what_is_collected_begins_with_a_period
    check (collection_id is null or collected_from is not null),
  constraint only_what_lives_is_collected check (status <> 'cancelled' or collection_id is null),
  constraint past_due_at_is_set_iff_past_due check ((status = 'past_due') = (past_due_at is not null)),
  constraint cancelled_at_is_set_iff_cancelled
    check ((status = 'cancelled') = (cancelled_at is not null))
);
create unique index subscriptions_one_live_idx on billing.subscriptions (org_id)
  where status <> 'cancelled';
create unique index subscriptions_mollie_key on billing.subscriptions (mollie_subscription_id)
  where mollie_subscription_id is not null;
create index subscriptions_due_at_idx on billing.subscriptions (due_at) where due_at is not null;
create index subscriptions_plan_idx on billing.subscriptions (plan);
create index subscriptions_next_plan_idx on billing.subscriptions (next_plan);
alter table billing.subscriptions enable row level security;
comment on table billing.subscriptions is 'Which plan an org is on, and what it becomes.';
comment on column billing.subscriptions.next_plan is
  'What the plan becomes when the period ends; null: it stays.';
comment on column billing.subscriptions.branding_removed is
  'Whether the platform''s name is left off the org''s pages, at a higher fee.';
comment on column billing.subscriptions.collection_id is
  'What the provider is to collect every month; null: nothing.';
comment on column billing.subscriptions.collected_from is
  'The start of the first period that the provider collects by itself.';
comment on column billing.subscriptions.late_at is
  'When the next period is owed, if the provider has not collected it by then.';
comment on column billing.subscriptions.mollie_status is
  'What the provider said last of its subscription: suspended when it cannot collect.';
comment on column billing.subscriptions.sync_at is 'When to look at the provider again.';
comment on column billing.subscriptions.due_at is 'When time alone does the next thing with it.';
