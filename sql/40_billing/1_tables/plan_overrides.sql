-- What was agreed with one org beyond the terms of its plan: by platform admins, with a reason.
-- A column that is null leaves the plan's term as it is. Holds on any plan, until it is taken back.

create table billing.plan_overrides (
  org_id uuid not null,
  ticket_limit integer,
  max_active_events integer,
  overage_amount integer,
  reason text not null,
  set_by uuid,
  set_at timestamptz not null default core.clock(),
  constraint plan_overrides_pkey primary key (org_id),
  constraint plan_overrides_org_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint plan_overrides_set_by_fkey foreign key (set_by)
    references auth.users (id) on delete set null,
  constraint something_is_overridden
    check (num_nonnulls(ticket_limit, max_active_events, overage_amount) > 0),
  constraint ticket_limit_is_up_to_10_million check (ticket_limit between 1 and 10000000),
  constraint max_active_events_is_up_to_a_million check (max_active_events between 1 and 1000000),
  constraint overage_amount_is_up_to_1_euro check (overage_amount between 0 and 100),
  constraint reason_is_1_to_500_characters check (length(btrim(reason)) between 1 and 500)
);
create index plan_overrides_set_by_idx on billing.plan_overrides (set_by);
alter table billing.plan_overrides enable row level security;
comment on table billing.plan_overrides is
  'Terms that were agreed with an org beyond those of its plan. Amounts in cents.';
