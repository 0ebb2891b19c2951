-- requires: settlements
--
-- What a settlement is made of, to the cent: what the provider lists (payments, refunds,
-- chargebacks), what it withheld for each, and what else moved the balance. `other` is what is left
-- unexplained: see explain_settlement().

create type payments.settlement_line_kind as enum (
  'payment', 'refund', 'chargeback', 'provider_cost', 'application_fee', 'movement', 'other'
);
comment on type payments.settlement_line_kind is
  'provider_cost: what the provider took; application_fee: what the platform took; movement: what moved the balance and is in no list, such as a payout that came back; other: what nothing explains.';

create table payments.settlement_lines (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  settlement_id uuid not null,
  kind payments.settlement_line_kind not null,
  mollie_id text not null,
  mollie_payment_id text,
  amount bigint not null,
  occurred_at timestamptz not null,
  description text,
  created_at timestamptz not null default core.clock(),
  constraint settlement_lines_pkey primary key (org_id, id),
  constraint settlement_lines_settlement_fkey foreign key (org_id, settlement_id)
    references payments.settlements (org_id, id),
  constraint line_is_kept_once unique (org_id, settlement_id, kind, mollie_id)
);
create index settlement_lines_mollie_id_idx on payments.settlement_lines (org_id, mollie_id);
create index settlement_lines_payment_idx
  on payments.settlement_lines (org_id, mollie_payment_id);
alter table payments.settlement_lines enable row level security;
comment on table payments.settlement_lines is
  'What settlements are made of. Amounts in cents; what was withheld is below zero.';
comment on column payments.settlement_lines.mollie_id is
  'The provider''s id of what it is about: a payment, refund, chargeback or movement.';
