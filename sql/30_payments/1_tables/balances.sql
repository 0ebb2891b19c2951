-- requires: mollie_connections
--
-- What an org has at the provider, as the provider said when it was last asked: a copy, and
-- `fetched_at` says how old. The movements of a balance are read from the newest back to the one
-- that is known already (`known_id`); a run that is cut off goes on at `cursor_id`, and `head_id`
-- is where it began.

create table payments.balances (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  connection_id uuid not null,
  mollie_balance_id text not null,
  currency text not null,
  is_active boolean not null,
  description text not null,
  available_amount bigint not null,
  pending_amount bigint not null,
  transfer_frequency text,
  known_id text,
  head_id text,
  cursor_id text,
  fetched_at timestamptz not null,
  created_at timestamptz not null default core.clock(),
  constraint balances_pkey primary key (org_id, id),
  constraint balances_connection_fkey foreign key (org_id, connection_id)
    references payments.mollie_connections (org_id, id),
  constraint balance_is_kept_once unique (org_id, connection_id, mollie_balance_id),
  constraint currency_is_iso_4217 check (currency ~ '^[A-Z]{3}$')
);
alter table payments.balances enable row level security;
comment on table payments.balances is
  'What orgs have at the payment provider, as it said at fetched_at. Amounts in cents.';
comment on column payments.balances.available_amount is 'What can be paid out or sent back.';
comment on column payments.balances.pending_amount is 'What the provider does not let go of yet.';
comment on column payments.balances.transfer_frequency is
  'How often the provider pays it out, in its words.';
