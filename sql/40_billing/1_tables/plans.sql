-- The terms of each plan, as data that operators may change; a change counts from the next charge
-- and the next sale. Amounts in cents, VAT included.

create table billing.plans (
  plan billing.plan not null,
  name text not null,
  position smallint not null,
  monthly_amount integer not null default 0,
  event_amount integer not null default 0,
  currency text not null default 'EUR',
  vat_basis_points integer not null default 2100,
  max_active_events integer,
  ticket_limit integer not null,
  limit_period billing.limit_period not null,
  overage_amount integer,
  platform_fee_basis_points integer not null default 200,
  branding_fee_basis_points integer not null default 200,
  needs_verification boolean not null default false,
  constraint plans_pkey primary key (plan),
  constraint position_is_unique unique (position),
  constraint amounts_are_not_negative check (
    monthly_amount >= 0 and event_amount >= 0 and coalesce(overage_amount, 0) >= 0),
  constraint paid_per_month_or_per_event check (monthly_amount = 0 or event_amount = 0),
  constraint limits_are_positive check (ticket_limit > 0 and max_active_events > 0),
  constraint fee_is_up_to_10_percent
    check (
      platform_fee_basis_points >= 0 and branding_fee_basis_points >= 0
      and platform_fee_basis_points + branding_fee_basis_points <= 1000
    ),
  constraint currency_is_iso_4217 check (currency ~ '^[A-Z]{3}$')
);
alter table billing.plans enable row level security;
comment on table billing.plans is 'The plans of the platform and their terms. Amounts in cents, VAT included.';
comment on column billing.plans.max_active_events is 'How many events may be on sale at once; null: any number.';
comment on column billing.plans.branding_fee_basis_points is
  'What the platform''s fee is more by when its name is left off the org''s pages.';
comment on column billing.plans.needs_verification is
  'Whether only verified non-profits publish events on it.';
comment on column billing.plans.overage_amount is
  'What a ticket above the limit costs the org; null: sales stop at the limit.';

insert into billing.plans (
  plan, name, position, monthly_amount, event_amount, max_active_events, ticket_limit, limit_period,
  overage_amount, branding_fee_basis_points, needs_verification)
values
  ('NON_PROFIT', 'Non-profit', 1, 0, 0, 1, 500, 'event', null, 200, true),
  ('PAY_PER_EVENT', 'Pay per event', 2, 0, 4900, 1, 1000, 'event', 10, 200, false),
  ('ORGANIZER', 'Organizer', 3, 4900, 0, null, 3000, 'month', 8, 200, false),
  ('PRO_ORGANIZER', 'Pro organizer', 4, 9900, 0, null, 10000, 'month', 5, 0, false);
