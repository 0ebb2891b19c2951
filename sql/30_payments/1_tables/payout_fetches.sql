-- requires: mollie_connections
--
-- How old what we know of a connected account's balances and settlements is, and when it is asked
-- for again: never while the connection is lost, or its owner did not let us see them. What is
-- known stays, with its age.

create table payments.payout_fetches (
  org_id uuid not null,
  connection_id uuid not null,
  due_at timestamptz,
  requested_at timestamptz,
  fetched_at timestamptz,
  constraint payout_fetches_pkey primary key (org_id, connection_id),
  constraint payout_fetches_connection_fkey foreign key (org_id, connection_id)
    references payments.mollie_connections (org_id, id)
);
create index payout_fetches_due_at_idx on payments.payout_fetches (due_at)
  where due_at is not null;
alter table payments.payout_fetches enable row level security;
comment on table payments.payout_fetches is
  'When the payouts of connected accounts were last read, and when they are read again.';
