-- requires: plans
--
-- The plan that an org is on, and until when it is paid. One that has not ended per org; ended ones
-- stay as history. `next_plan` is what it becomes at the end of the period. Machine `subscription`.

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
  mollie_customer_id text,
  mollie_subscription_id text,
  cancelled_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint subscriptions_pkey primary key (org_id, id),
  constraint subscriptions_org_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint subscriptions_plan_fkey foreign key (plan) references billing.plans (plan),
  constraint subscriptions_next_plan_fkey foreign key (next_plan) references billing.plans (plan),
  constraint period_ends_after_it_starts check (current_period_end > current_period_start),
  constraint cancelled_at_is_set_iff_cancelled
    check ((status = 'cancelled') = (cancelled_at is not null))
);
create unique index subscriptions_one_live_idx on billing.subscriptions (org_id)
  where status <> 'cancelled';
create index subscriptions_plan_idx on billing.subscriptions (plan);
create index subscriptions_next_plan_idx on billing.subscriptions (next_plan);
alter table billing.subscriptions enable row level security;
comment on table billing.subscriptions is 'Which plan an org is on, and what it becomes.';
comment on column billing.subscriptions.next_plan is
  'What the plan becomes when the period ends; null: it stays.';
comment on column billing.subscriptions.branding_removed is
  'Whether the platform''s name is left off the org''s pages, at a higher fee.';
