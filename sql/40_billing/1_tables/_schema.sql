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

create type billing.sales_invoice_status as enum ('numbered', 'refused', 'issued');
comment on type billing.sales_invoice_status is
  'numbered: the provider is to make it; refused: the provider would not; issued: it can be read.';

create type billing.subscription_status as enum ('trialing', 'active', 'past_due', 'cancelled');
comment on type billing.subscription_status is
  'trialing: the first payment is awaited; past_due: a charge failed; cancelled: it has ended.';

create type billing.charge_kind as enum ('SUBSCRIPTION', 'PAY_PER_EVENT', 'OVERAGE');
comment on type billing.charge_kind is 'What a bill of the platform to an org is for.';

create type billing.charge_purpose as enum ('first', 'change', 'renewal', 'method');
comment on type billing.charge_purpose is
  'What a charge of a subscription does when it is paid: starts a plan, moves to a dearer one within the period, pays the next period, or only shows another way of paying.';

create type billing.charge_status as enum ('pending', 'paid', 'failed', 'withdrawn');
comment on type billing.charge_status is
  'failed: it is owed, and was not paid when it was due; withdrawn: nobody asks for it any more.';

create type billing.verification_status as enum ('pending', 'verified', 'rejected');
comment on type billing.verification_status is
  'pending: the platform has to look; an org that was rejected may appeal.';

insert into core.transitions (machine, from_state, to_state, description) values
  ('sales_invoice', 'new', 'numbered', 'A payment was received; the provider is to make its invoice.'),
  ('sales_invoice', 'new', 'issued', 'Money went back, or came back from the bank.'),
  ('sales_invoice', 'numbered', 'issued', 'The provider made it.'),
  ('sales_invoice', 'numbered', 'refused', 'The provider would not make it.'),
  ('sales_invoice', 'refused', 'numbered', 'It was addressed anew.'),
  ('verification', 'new', 'pending', 'An org says that it is a non-profit.'),
  ('verification', 'pending', 'verified', 'The platform found that it is.'),
  ('verification', 'pending', 'rejected', 'The platform found that it is not.'),
  ('verification', 'rejected', 'pending', 'The org appealed, or sent another number.'),
  ('verification', 'rejected', 'verified', 'The platform thought better of it.'),
  ('verification', 'verified', 'rejected', 'It turned out later that it is not.'),
  ('verification', 'verified', 'pending', 'The org sent another number.'),
  ('subscription', 'new', 'trialing', 'A paid plan was chosen; its first payment is awaited.'),
  ('subscription', 'new', 'active', 'A plan that costs nothing per month was chosen.'),
  ('subscription', 'trialing', 'active', 'The first payment arrived.'),
  ('subscription', 'trialing', 'cancelled', 'The first payment never came.'),
  ('subscription', 'active', 'past_due', 'A charge failed.'),
  ('subscription', 'active', 'cancelled', 'It ended with its period.'),
  ('subscription', 'past_due', 'active', 'What was owed was paid.'),
  ('subscription', 'past_due', 'cancelled', 'What was owed was never paid.'),
  ('charge', 'new', 'pending', 'An org is asked to pay.'),
  ('charge', 'new', 'withdrawn', 'Money was collected that nobody asked for; it goes back.'),
  ('charge', 'pending', 'paid', 'Paid.'),
  ('charge', 'pending', 'failed', 'It was not paid when it was due.'),
  ('charge', 'pending', 'withdrawn', 'Nobody asks for it any more; money that comes goes back.'),
  ('charge', 'failed', 'paid', 'Another attempt succeeded.'),
  ('charge', 'failed', 'withdrawn', 'Nobody asks for it any more; money that comes goes back.'),
  ('charge', 'paid', 'failed', 'The bank of the one who paid took the money back.');

insert into core.settings (key, value, minimum, maximum, description) values
  ('billing.first_payment_days', '7', 1, 90,
   'Days that a plan which was chosen waits for its first payment.'),
  ('billing.retry_days', '[3, 6, 10]', 1, 90,
   'Days after a charge failed on which it is collected once more.'),
  ('billing.grace_days', '14', 1, 365,
   'Days after a charge failed until which the plan stays; then it ends.'),
  ('billing.late_days', '5', 0, 90,
   'Days after the end of a period in which the provider may collect the next; then it is owed.'),
  ('billing.method_amount', '1', 1, 10000,
   'Cents that are paid to show another way of paying; they go back at once.');

insert into core.settings (key, value, description) values
  ('billing.plans_required', 'false',
   'Whether orgs need a plan of the platform to publish events and are held to its limits. Off where one installation serves one organiser.');

-- The platform as it stands on its own credit notes to orgs; its invoices are made by the payment
-- provider, which knows it.
insert into core.settings (key, value, minimum, maximum, description) values
  ('billing.seller_legal_name', '""', 0, 200, 'The name of the company that is the platform.'),
  ('billing.seller_address', '""', 0, 200, 'Its street and house number.'),
  ('billing.seller_postal_code', '""', 0, 20, 'Its postal code.'),
  ('billing.seller_city', '""', 0, 100, 'Its town.'),
  ('billing.seller_country', '""', 0, 2, 'Its country, in two capitals.'),
  ('billing.seller_kvk_number', '""', 0, 30, 'Its number at the Chamber of Commerce.'),
  ('billing.seller_vat_number', '""', 0, 30, 'Its VAT number.');

insert into core.settings (key, value, minimum, maximum, is_operational, description) values
  ('billing.time_zone', '"Europe/Amsterdam"', 1, 64, true,
   'The time zone whose months plans are measured by, and whose days and years the platform''s invoices have.');
