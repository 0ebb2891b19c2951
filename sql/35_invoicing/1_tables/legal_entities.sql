-- Who sends an org's invoices, and how. An org has one that is current; when another company takes
-- over, a second one becomes current, and the first keeps its invoices and its numbers. Written by
-- save_invoice_settings.

create table invoicing.legal_entities (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  is_current boolean not null default true,
  legal_name text,
  address text,
  postal_code text,
  city text,
  country text,
  kvk_number text,
  vat_number text,
  is_vat_exempt boolean not null default false,
  iban text,
  time_zone text not null default 'Europe/Amsterdam',
  issue invoicing.issue_rule not null default 'on_request',
  reverse_charge invoicing.reverse_charge_rule not null default 'never',
  number_prefix text not null default '',
  payment_note text,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint legal_entities_pkey primary key (org_id, id),
  constraint legal_entities_org_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint country_is_two_capitals check (country ~ '^[A-Z]{2}$'),
  constraint kvk_number_has_8_digits check (country <> 'NL' or kvk_number ~ '^[0-9]{8}$'),
  constraint prefix_is_short check (number_prefix ~ '^[A-Z0-9-]{0,10}$'),
  constraint whoever_always_invoices_can check (
    issue <> 'always'
    or (
      legal_name is not null and address is not null and postal_code is not null
      and city is not null and country is not null and iban is not null
      and (kvk_number is not null or country <> 'NL')
      and (vat_number is not null or is_vat_exempt)
    )
  )
);
create unique index legal_entities_current_key on invoicing.legal_entities (org_id)
  where is_current;
alter table invoicing.legal_entities enable row level security;
comment on table invoicing.legal_entities is
  'Who sends an org''s invoices, and how. Fields are null until they are known.';
comment on column invoicing.legal_entities.time_zone is 'Where its days and years begin: of invoice dates and numbers.';
comment on column invoicing.legal_entities.reverse_charge is
  'For which lines VAT is reverse charged to buyers with a VAT number of another member state.';
