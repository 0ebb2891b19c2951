-- requires: balances
--
-- The movements of balances at the provider: money that came or went, and what it took of each. A
-- copy that is never changed. What they are about is named by the provider's ids: some of it may
-- not be ours, or not be known yet.

create table payments.balance_transactions (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  balance_id uuid not null,
  mollie_transaction_id text not null,
  kind text not null,
  initial_amount bigint not null,
  cost_amount bigint not null,
  amount bigint not null,
  mollie_payment_id text,
  mollie_subject_id text,
  occurred_at timestamptz not null,
  created_at timestamptz not null default core.clock(),
  constraint balance_transactions_pkey primary key (org_id, id),
  constraint balance_transactions_balance_fkey foreign key (org_id, balance_id)
    references payments.balances (org_id, id),
  constraint transaction_is_kept_once unique (org_id, balance_id, mollie_transaction_id)
);
create index balance_transactions_subject_idx
  on payments.balance_transactions (org_id, mollie_subject_id);
create index balance_transactions_occurred_at_idx
  on payments.balance_transactions (org_id, balance_id, occurred_at);
alter table payments.balance_transactions enable row level security;
comment on table payments.balance_transactions is
  'Movements of balances at the payment provider. Amounts in cents, what went is below zero.';
comment on column payments.balance_transactions.kind is
  'payment, refund, chargeback, application-fee, outgoing-transfer and others: the provider''s words.';
comment on column payments.balance_transactions.cost_amount is
  'What the provider took for it, VAT included: zero or less.';
comment on column payments.balance_transactions.amount is
  'What the balance changed by: initial_amount and cost_amount together.';
comment on column payments.balance_transactions.mollie_subject_id is
  'The provider''s id of the payment, refund, chargeback or settlement that it is about.';
