-- requires: legal_entities
--
-- The last number that a legal entity gave out in a year. A number is taken in the transaction that
-- writes its invoice, so a rollback gives both back: no gaps. Locked last.

create table invoicing.number_series (
  org_id uuid not null,
  legal_entity_id uuid not null,
  year integer not null,
  last_sequence integer not null,
  last_issued_at timestamptz not null,
  constraint number_series_pkey primary key (org_id, legal_entity_id, year),
  constraint number_series_legal_entity_fkey foreign key (org_id, legal_entity_id)
    references invoicing.legal_entities (org_id, id),
  constraint sequence_is_positive check (last_sequence > 0)
);
alter table invoicing.number_series enable row level security;
comment on table invoicing.number_series is 'The last invoice number per legal entity and year.';
