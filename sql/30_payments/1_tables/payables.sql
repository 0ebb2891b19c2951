-- A thing with an amount that can be paid and paid back. Its owner (an order, a reservation) has
-- the same id. Locking this row is locking the owner: see sql/10_core/LOCKS.md.
-- No foreign keys to org and kind: every sale of an org would share-lock one row, and of the whole
-- platform another. The owner refers to its org; the kind is a word in our code.

create table payments.payables (
  org_id uuid not null,
  id uuid not null,
  kind text not null,
  amount integer not null,
  currency text not null,
  created_at timestamptz not null default core.clock(),
  constraint payables_pkey primary key (org_id, id),
  constraint amount_is_not_negative check (amount >= 0),
  constraint currency_is_iso_4217 check (currency ~ '^[A-Z]{3}$')
);
alter table payments.payables enable row level security;
comment on table payments.payables is 'Anything with an amount that can be paid and paid back.';
