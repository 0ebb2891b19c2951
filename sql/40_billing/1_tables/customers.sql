-- An org as a customer of the platform at the payment provider, on the platform's own account. The
-- row is committed before the provider is asked, and its id is the idempotency key there.

create table billing.customers (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  mollie_customer_id text,
  mollie_mandate_id text,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint customers_pkey primary key (org_id, id),
  constraint an_org_is_one_customer unique (org_id),
  constraint customers_org_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint mollie_customer_id_is_unique unique (mollie_customer_id)
);
alter table billing.customers enable row level security;
comment on table billing.customers is 'Orgs as customers of the platform at the payment provider.';
comment on column billing.customers.mollie_mandate_id is
  'What the platform may collect with: the mandate of the last first payment that was paid.';
