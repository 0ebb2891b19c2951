-- requires: accounts, _is_balanced
--
-- What happened to money, once per cause: all entries of it in one row, so that it is written as
-- one and can never be seen, or left, in part. Append-only. Written by ledger.post() in the
-- transaction that causes it.
--
-- `month` is the month in which it was booked, where the org is: so what was reported of a month
-- that has passed stays true, whenever the thing itself occurred.
--
-- No foreign key to the org: every sale of an org would share-lock one row (as payments.payables).

create table ledger.journals (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  cause text not null,
  cause_id uuid not null,
  source_id uuid,
  subject_id uuid,
  occurred_at timestamptz not null,
  month date not null,
  currency text not null,
  lines ledger.line[] not null,
  created_at timestamptz not null default core.clock(),
  constraint journals_pkey primary key (org_id, id),
  constraint cause_is_booked_once unique (org_id, cause, cause_id),
  constraint cause_is_words check (cause ~ '^[a-z][a-z_]*$'),
  constraint month_is_its_first_day check (extract(day from month) = 1),
  constraint currency_is_iso_4217 check (currency ~ '^[A-Z]{3}$'),
  constraint debit_is_credit check (ledger.is_balanced(lines))
);
create index journals_source_idx on ledger.journals (org_id, source_id);
create index journals_subject_idx on ledger.journals (org_id, subject_id, month);
create index journals_month_idx on ledger.journals (org_id, month);
create index journals_created_at_idx on ledger.journals using brin (created_at);
alter table ledger.journals enable row level security;
comment on table ledger.journals is
  'The books: one row per thing that happened to money, with all of its entries. Amounts in cents, debit above zero.';
comment on column ledger.journals.cause is
  'What happened, such as `payment` or `refund`; together with cause_id it is booked once.';
comment on column ledger.journals.source_id is
  'What it belongs to: the order, the reservation, the bill.';
comment on column ledger.journals.subject_id is
  'What it is about: the event; of a deposit, the location.';
comment on column ledger.journals.month is
  'The first day of the month in which it was booked, in the org''s time zone.';
