-- To whom the platform's invoices to an org are addressed. Where an org has no row it is addressed
-- as its own invoices are signed, by its current legal entity: billing.details_of(). Written by
-- save_billing_details.

create table billing.details (
  org_id uuid not null,
  company text,
  address text,
  postal_code text,
  city text,
  country text,
  kvk_number text,
  vat_number text,
  email text,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint details_pkey primary key (org_id),
  constraint details_org_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint country_is_two_capitals check (country ~ '^[A-Z]{2}$'),
  constraint kvk_number_has_8_digits check (country <> 'NL' or kvk_number ~ '^[0-9]{8}$')
);
alter table billing.details enable row level security;
comment on table billing.details is
  'To whom the platform''s invoices to an org are addressed. Fields are null until they are known.';
