-- requires: plans
--
-- What an org used of its plan in one period that is over: a calendar month, or an event. Written
-- once, when the period is closed, with the terms of that moment; never changed.

create table billing.usage_records (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid,
  plan billing.plan not null,
  period_start timestamptz not null,
  period_end timestamptz not null,
  ticket_limit integer not null,
  tickets_sold integer not null,
  overage_tickets integer not null,
  overage_fee_total integer not null,
  currency text not null default 'EUR',
  events jsonb not null,
  created_at timestamptz not null default core.clock(),
  constraint usage_records_pkey primary key (org_id, id),
  constraint usage_records_org_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint usage_records_plan_fkey foreign key (plan) references billing.plans (plan),
  constraint a_period_is_closed_once unique nulls not distinct (org_id, event_id, period_start),
  constraint period_ends_after_it_starts check (period_end > period_start),
  constraint numbers_are_not_negative check (
    ticket_limit >= 0 and tickets_sold >= 0 and overage_fee_total >= 0
    and overage_tickets between 0 and tickets_sold),
  constraint currency_is_iso_4217 check (currency ~ '^[A-Z]{3}$')
);
create index usage_records_plan_idx on billing.usage_records (plan);
alter table billing.usage_records enable row level security;
comment on table billing.usage_records is
  'What orgs used of their plans, per period that is over. Amounts in cents, VAT included.';
comment on column billing.usage_records.event_id is 'null: the period is a calendar month.';
comment on column billing.usage_records.events is
  'By event: [{event_id, tickets, overage_tickets, overage_amount, total}], the fee per ticket as it was when the period was closed.';
