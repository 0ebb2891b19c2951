-- That the buyer of a payable wants an invoice, and what is to stand on it about them: given with
-- the order or later. What is null here is taken from the order. Frozen on the invoice once it is
-- issued.

create table invoicing.buyers (
  org_id uuid not null,
  payable_id uuid not null,
  company text,
  name text,
  address text,
  postal_code text,
  city text,
  country text,
  vat_number text,
  reference text,
  email text,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint buyers_pkey primary key (org_id, payable_id),
  constraint buyers_payable_fkey foreign key (org_id, payable_id)
    references payments.payables (org_id, id),
  constraint country_is_two_capitals check (country ~ '^[A-Z]{2}$'),
  constraint vat_number_is_a_companys
    check (vat_number is null or (company is not null and country is not null))
);
alter table invoicing.buyers enable row level security;
comment on table invoicing.buyers is 'Who wants an invoice, and to whom it is addressed.';
