-- Room payments: money that comes in and goes back. It does not know what is paid for: it knows
-- payables, and calls the functions that the payable's kind registered.

create schema payments;
comment on schema payments is 'Payables, payments, provider events, refunds, payments in review.';
grant usage on schema payments to authenticated, service_role;

create type payments.payment_status as enum (
  'created', 'open', 'pending', 'authorized', 'paid', 'canceled', 'expired', 'failed'
);
comment on type payments.payment_status is
  'Mollie''s payment statuses; `created` is our row before the provider knows of it.';

create type payments.refund_status as enum (
  'pending', 'queued', 'processing', 'refunded', 'failed', 'canceled'
);
comment on type payments.refund_status is 'Mollie''s refund statuses.';

create type payments.connection_status as enum ('pending', 'active', 'expired', 'revoked');
comment on type payments.connection_status is
  'pending: connected, but without a website profile to be paid in; expired: the provider no longer takes our tokens; revoked: the org took it back.';

insert into core.transitions (machine, from_state, to_state, description) values
  ('payment', 'new', 'created', 'An attempt is recorded before the provider is called.'),
  ('payment', 'created', 'open', 'The provider made the payment.'),
  ('payment', 'created', 'pending', 'The first news is that the bank is confirming.'),
  ('payment', 'created', 'authorized', 'The first news is that the money is reserved.'),
  ('payment', 'created', 'paid', 'The first news is that it is paid.'),
  ('payment', 'created', 'canceled', 'Withdrawn before or at the provider.'),
  ('payment', 'created', 'expired', 'The first news is that it ran out of time.'),
  ('payment', 'created', 'failed', 'The provider refused, or never answered in time.'),
  ('payment', 'open', 'pending', 'The bank is confirming.'),
  ('payment', 'open', 'authorized', 'The money is reserved.'),
  ('payment', 'open', 'paid', 'Paid.'),
  ('payment', 'open', 'canceled', 'Cancelled by the customer or by us.'),
  ('payment', 'open', 'expired', 'Ran out of time.'),
  ('payment', 'open', 'failed', 'The bank refused.'),
  ('payment', 'pending', 'paid', 'The bank confirmed.'),
  ('payment', 'pending', 'failed', 'The bank refused.'),
  ('payment', 'pending', 'canceled', 'Cancelled.'),
  ('payment', 'pending', 'expired', 'Ran out of time.'),
  ('payment', 'authorized', 'paid', 'Captured.'),
  ('payment', 'authorized', 'canceled', 'Released without capture.'),
  ('payment', 'authorized', 'expired', 'The reservation ran out of time.'),
  ('payment', 'canceled', 'paid', 'The provider says paid after all: money is money.'),
  ('payment', 'expired', 'paid', 'The provider says paid after all: money is money.'),
  ('payment', 'failed', 'paid', 'The provider says paid after all: money is money.'),
  ('refund', 'new', 'pending', 'Decided; the provider is called after commit.'),
  ('refund', 'pending', 'queued', 'The provider waits for balance.'),
  ('refund', 'pending', 'processing', 'At the bank.'),
  ('refund', 'pending', 'refunded', 'Done.'),
  ('refund', 'pending', 'failed', 'The provider or the bank refused.'),
  ('refund', 'pending', 'canceled', 'Stopped before it was sent.'),
  ('refund', 'queued', 'pending', 'There is balance again.'),
  ('refund', 'queued', 'processing', 'At the bank.'),
  ('refund', 'queued', 'refunded', 'Done.'),
  ('refund', 'queued', 'failed', 'The bank refused.'),
  ('refund', 'queued', 'canceled', 'Stopped before it was sent.'),
  ('refund', 'processing', 'refunded', 'Done.'),
  ('refund', 'processing', 'failed', 'The bank sent it back.'),
  ('mollie_connection', 'new', 'pending', 'Connected; which website profile, is not known yet.'),
  ('mollie_connection', 'new', 'active', 'Connected, with a website profile to be paid in.'),
  ('mollie_connection', 'pending', 'active', 'There is a website profile, or one was chosen.'),
  ('mollie_connection', 'pending', 'expired', 'The provider no longer takes our tokens.'),
  ('mollie_connection', 'pending', 'revoked', 'The organisation disconnected it.'),
  ('mollie_connection', 'active', 'pending', 'Its website profile is gone.'),
  ('mollie_connection', 'active', 'expired', 'The provider no longer takes our tokens.'),
  ('mollie_connection', 'active', 'revoked', 'The organisation disconnected it.'),
  ('mollie_connection', 'expired', 'pending', 'Connected again, without a website profile.'),
  ('mollie_connection', 'expired', 'active', 'Connected again.'),
  ('mollie_connection', 'expired', 'revoked', 'The organisation disconnected it.'),
  ('mollie_connection', 'revoked', 'pending', 'Connected again, without a website profile.'),
  ('mollie_connection', 'revoked', 'active', 'Connected again.');

insert into core.settings (key, value, choices, is_operational, description) values
  ('payments.mode', '"test"', array['test', 'live'], true,
   'Mode of payments that count, `test` or `live`: money of the other mode issues nothing.'),
  ('payments.accounts', '"platform"', array['platform', 'own'], true,
   'Where orgs are paid that never connected an account of their own: `platform`, on the account of MOLLIE_API_KEY; `own`, not before they connect one.');

insert into core.settings (key, value, minimum, maximum, description) values
  ('payments.fee_basis_points', '200', 0, 10000,
   'What the platform takes of payments on connected accounts, in basis points, where no rule says otherwise.'),
  ('payments.payout_days', '14', 1, 365,
   'Days after which a payment that the provider has paid out in no settlement is a difference.'),
  ('payments.fee_fixed_room', '35', 0, 1000,
   'Cents of a payment on a connected account that its provider keeps free of our fee.'),
  ('payments.fee_room_percent', '6', 0, 100,
   'Percent of a payment on a connected account that its provider keeps free of our fee.');
