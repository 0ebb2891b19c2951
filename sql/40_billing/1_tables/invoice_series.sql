-- The last number that the platform gave to an invoice or credit note in a year. A number is taken
-- in the transaction that writes its document, so a rollback gives both back: no gaps. Locked last.

create table billing.invoice_series (
  year integer not null,
  last_sequence integer not null,
  last_issued_at timestamptz not null,
  constraint invoice_series_pkey primary key (year),
  constraint sequence_is_positive check (last_sequence > 0)
);
alter table billing.invoice_series enable row level security;
comment on table billing.invoice_series is 'The last number of the platform''s own invoices per year.';
