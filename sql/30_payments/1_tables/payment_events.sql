-- requires: payments
--
-- Every answer of the provider that said something new, as it came, without the payer's name and
-- account. Classic webhooks carry no event id: what changed identifies the event. Append-only.

create table payments.payment_events (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  payment_id uuid not null,
  fingerprint bytea not null,
  status text not null,
  outcome text,
  raw jsonb not null,
  created_at timestamptz not null default core.clock(),
  constraint payment_events_pkey primary key (org_id, id),
  constraint payment_events_payment_fkey foreign key (org_id, payment_id)
    references payments.payments (org_id, id),
  constraint event_is_applied_once unique (org_id, payment_id, fingerprint)
);
alter table payments.payment_events enable row level security;
comment on table payments.payment_events is 'What the provider said about a payment, once per change.';
comment on column payments.payment_events.fingerprint is
  'SHA-256 of status, amounts, and ids and states of refunds and chargebacks.';
