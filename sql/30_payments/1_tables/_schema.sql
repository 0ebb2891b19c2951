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
  ('refund', 'processing', 'failed', 'The bank sent it back.');

insert into core.settings (key, value, description) values
  ('payments.mode', '"test"',
   'Mode of payments that count, `test` or `live`: money of the other mode issues nothing.');
