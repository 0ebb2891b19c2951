-- What each org sold, per day and month (of the setting `billing.time_zone`) and altogether: what
-- dashboards add up, so that they cost the same however much was sold. Folded out of the audit log
-- by the sweep `platform.figures`, change by change, so a refund of an old day's order counts on
-- its own day and nothing is reckoned twice. Can be made anew: platform.rebuild_figures().

create type platform.grain as enum ('day', 'month', 'ever');
comment on type platform.grain is 'What a row of figures is of: a day, a month, or all time.';

create table platform.figures (
  org_id uuid not null,
  grain platform.grain not null,
  starts_on date not null,
  orders_placed bigint not null default 0,
  orders_paid bigint not null default 0,
  tickets_sold bigint not null default 0,
  gmv_amount bigint not null default 0,
  service_fee_amount bigint not null default 0,
  refunds bigint not null default 0,
  refunded_amount bigint not null default 0,
  chargebacks bigint not null default 0,
  charged_back_amount bigint not null default 0,
  payments_paid bigint not null default 0,
  payments_failed bigint not null default 0,
  platform_fee_amount bigint not null default 0,
  fee_credit_amount bigint not null default 0,
  billed_amount bigint not null default 0,
  overage_amount bigint not null default 0,
  constraint figures_pkey primary key (org_id, grain, starts_on),
  constraint figures_org_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint all_time_begins_at_no_date check ((grain = 'ever') = (starts_on = '-infinity'))
) with (fillfactor = 80);
create index figures_starts_on_idx on platform.figures (grain, starts_on, org_id);
alter table platform.figures enable row level security;
comment on table platform.figures is 'Sales per org and day, month or all time. Amounts in cents.';
comment on column platform.figures.starts_on is
  'The day, or the first day of the month; -infinity for all time.';
comment on column platform.figures.gmv_amount is
  'What orders that were settled that day came to, service fees and VAT included.';
comment on column platform.figures.tickets_sold is
  'Tickets of those orders; what replaces a ticket is no sale.';
comment on column platform.figures.refunded_amount is
  'What of settled orders went back that day, whenever they were settled.';
comment on column platform.figures.charged_back_amount is
  'What banks took back that day, less what they returned that day.';
comment on column platform.figures.platform_fee_amount is
  'What the platform took of payments that were paid that day, before credits of refunds.';
comment on column platform.figures.fee_credit_amount is
  'What the platform owes back of its fees, because money went back that day.';
comment on column platform.figures.billed_amount is
  'What bills of the platform came to that were paid that day, VAT included, overage too.';
comment on column platform.figures.overage_amount is
  'Of these, what tickets above the limits of plans came to.';

-- How far the figures have come, of what of the audit log is settled.
create table platform.figure_progress (
  is_only_row boolean not null default true,
  done_until bigint not null default 0,
  done_at timestamptz not null default '-infinity',
  constraint figure_progress_pkey primary key (is_only_row),
  constraint there_is_one_row check (is_only_row)
);
alter table platform.figure_progress enable row level security;
comment on table platform.figure_progress is 'How far the audit log has been folded into figures.';
comment on column platform.figure_progress.done_until is
  'The last entry of the audit log that the figures contain; all before it are in, too.';
comment on column platform.figure_progress.done_at is
  'What was committed by then is in the figures.';
