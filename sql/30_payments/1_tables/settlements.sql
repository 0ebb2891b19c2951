-- requires: balances
--
-- What the provider pays out to an org's bank, as it said at `fetched_at`. Machine `settlement`,
-- whose moves the provider makes. Two are none yet, and have their name as id: `open`, all that is
-- on the balance, and `next`, what of it is paid out next. What a settlement is made of is read
-- once it is closed.

create type payments.settlement_status as enum (
  'open', 'pending', 'processing-at-bank', 'paidout', 'failed'
);
comment on type payments.settlement_status is 'Mollie''s settlement statuses.';

insert into core.transitions (machine, from_state, to_state, description) values
  ('settlement', 'new', 'open', 'It still grows.'),
  ('settlement', 'new', 'pending', 'The first news is that it is closed.'),
  ('settlement', 'new', 'processing-at-bank', 'The first news is that it is at the bank.'),
  ('settlement', 'new', 'paidout', 'The first news is that it is paid out.'),
  ('settlement', 'new', 'failed', 'The first news is that the bank did not take it.'),
  ('settlement', 'open', 'pending', 'Closed.'),
  ('settlement', 'open', 'processing-at-bank', 'At the bank.'),
  ('settlement', 'open', 'paidout', 'Paid out.'),
  ('settlement', 'open', 'failed', 'The bank did not take it.'),
  ('settlement', 'pending', 'processing-at-bank', 'At the bank.'),
  ('settlement', 'pending', 'paidout', 'Paid out.'),
  ('settlement', 'pending', 'failed', 'The bank did not take it.'),
  ('settlement', 'processing-at-bank', 'paidout', 'Paid out.'),
  ('settlement', 'processing-at-bank', 'failed', 'The bank did not take it.'),
  ('settlement', 'paidout', 'failed', 'The bank sent it back.');

create table payments.settlements (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  balance_id uuid not null,
  mollie_settlement_id text not null,
  reference text,
  status payments.settlement_status not null,
  amount bigint not null,
  currency text not null,
  periods jsonb not null,
  provider_created_at timestamptz not null,
  lines_fetched_at timestamptz,
  fetched_at timestamptz not null,
  settled_at timestamptz,
  failed_at timestamptz,
  created_at timestamptz not null default core.clock(),
  constraint settlements_pkey primary key (org_id, id),
  constraint settlements_balance_fkey foreign key (org_id, balance_id)
    references payments.balances (org_id, id),
  constraint settlement_is_kept_once unique (org_id, balance_id, mollie_settlement_id),
  constraint currency_is_iso_4217 check (currency ~ '^[A-Z]{3}$'),
  constraint what_is_open_has_no_lines check (status <> 'open' or lines_fetched_at is null),
  constraint settled_at_is_set_iff_paidout check ((status = 'paidout') = (settled_at is not null)),
  constraint failed_at_is_set_iff_failed check ((status = 'failed') = (failed_at is not null))
);
create index settlements_provider_created_at_idx
  on payments.settlements (org_id, balance_id, provider_created_at);
alter table payments.settlements enable row level security;
comment on table payments.settlements is
  'What the payment provider pays out to orgs, as it said at fetched_at. Amounts in cents.';
comment on column payments.settlements.reference is 'What stands on the bank statement.';
comment on column payments.settlements.periods is
  'Revenue and costs by month, as the provider sums them up; amounts in euros with four decimals.';
comment on column payments.settlements.lines_fetched_at is
  'When everything that it is made of had been read; from then on its lines come to its amount.';
