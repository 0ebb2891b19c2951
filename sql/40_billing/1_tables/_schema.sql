-- Room billing: what the platform asks of an org. Plans and their limits, the org's subscription,
-- what it used of its plan, and what it owes the platform. It knows orgs and payments; of events it
-- knows ids.

create schema billing;
comment on schema billing is
  'Plans, subscriptions, usage, fees and bills of the platform, verification of non-profits.';
grant usage on schema billing to anon, authenticated, service_role;

create type billing.plan as enum ('NON_PROFIT', 'PAY_PER_EVENT', 'ORGANIZER', 'PRO_ORGANIZER');
comment on type billing.plan is 'The plans that an org can be on; their terms are in billing.plans.';

create type billing.limit_period as enum ('event', 'month');
comment on type billing.limit_period is
  'What a plan''s ticket limit is counted over: one event, or a calendar month.';

create type billing.limits as (
  plan billing.plan,
  max_active_events integer,
  ticket_limit integer,
  limit_period billing.limit_period,
  overage_amount integer
);
comment on type billing.limits is
  'What an org may do: the terms of its plan as they were agreed. No plan: no events, no tickets.';

create type billing.overage as (tickets integer, amount integer, events jsonb);
comment on type billing.overage is
  'Tickets above a limit and what they cost in cents; by event: [{event_id, tickets, overage_tickets, overage_amount, total}].';

create type billing.usage as (
  plan billing.plan,
  limit_period billing.limit_period,
  event_id uuid,
  period_start timestamptz,
  period_end timestamptz,
  ticket_limit integer,
  tickets_sold integer,
  remaining integer,
  percentage integer,
  state text,
  overage_tickets integer,
  overage_amount integer
);
comment on type billing.usage is
  'What an org used of its plan, this month or of one event; state is ok, warning (80 %) or reached (100 %).';

create type billing.subscription_status as enum ('trialing', 'active', 'past_due', 'cancelled');
comment on type billing.subscription_status is
  'trialing: the first payment is awaited; past_due: a charge failed; cancelled: it has ended.';

insert into core.transitions (machine, from_state, to_state, description) values
  ('subscription', 'new', 'trialing', 'A paid plan was chosen; its first payment is awaited.'),
  ('subscription', 'new', 'active', 'A plan that costs nothing per month was chosen.'),
  ('subscription', 'trialing', 'active', 'The first payment arrived.'),
  ('subscription', 'trialing', 'cancelled', 'The first payment never came.'),
  ('subscription', 'active', 'past_due', 'A charge failed.'),
  ('subscription', 'active', 'cancelled', 'It ended with its period.'),
  ('subscription', 'past_due', 'active', 'What was owed was paid.'),
  ('subscription', 'past_due', 'cancelled', 'What was owed was never paid.');

insert into core.settings (key, value, description) values
  ('billing.plans_required', 'false',
   'Whether orgs need a plan of the platform to publish events and are held to its limits. Off where one installation serves one organiser.');

insert into core.settings (key, value, description) values
  ('billing.time_zone', '"Europe/Amsterdam"',
   'The time zone whose months plans are measured by.');
