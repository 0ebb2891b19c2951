-- requires: payments
--
-- Money of a payment that the customer's bank took back, against our will. There is no status: a
-- chargeback is open until it has been reversed. The payment stays paid, and carries the sum of its
-- open chargebacks.

create table payments.chargebacks (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  payable_id uuid not null,
  payment_id uuid not null,
  mollie_chargeback_id text not null,
  amount integer not null,
  currency text not null,
  reason_code text,
  reason text,
  received_at timestamptz not null,
  reversed_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint chargebacks_pkey primary key (org_id, id),
  constraint chargebacks_payment_fkey foreign key (org_id, payment_id)
    references payments.payments (org_id, id),
  constraint chargebacks_payable_fkey foreign key (org_id, payable_id)
    references payments.payables (org_id, id),
  constraint mollie_chargeback_id_is_unique unique (mollie_chargeback_id),
  constraint chargeback_amount_is_positive check (amount > 0)
);
create index chargebacks_payment_idx on payments.chargebacks (org_id, payment_id);
create index chargebacks_payable_idx on payments.chargebacks (org_id, payable_id);
create index chargebacks_received_at_idx on payments.chargebacks (received_at);
alter table payments.chargebacks enable row level security;
comment on table payments.chargebacks is
  'Money that customers'' banks took back. Amounts in cents. Open until reversed_at is set.';
comment on column payments.chargebacks.received_at is 'When the bank took it, as the provider says.';
comment on column payments.chargebacks.reversed_at is 'When the bank gave it back, as the provider says.';
comment on column payments.chargebacks.reason_code is 'The bank''s code; only direct debits have one.';
