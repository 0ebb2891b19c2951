-- requires: mollie_connections
--
-- Consents asked for. The state that travels through the provider is a token of 256 bits that works
-- once, until expires_at, for the user who began and the org it was begun for.

create table payments.mollie_authorizations (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  state_hash bytea not null,
  user_id uuid not null,
  redirect_uri text,
  return_url text,
  expires_at timestamptz not null,
  used_at timestamptz,
  connection_id uuid,
  created_at timestamptz not null default core.clock(),
  constraint mollie_authorizations_pkey primary key (org_id, id),
  constraint mollie_authorizations_id_is_unique unique (id),
  constraint state_is_unique unique (state_hash),
  constraint mollie_authorizations_org_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint mollie_authorizations_user_fkey foreign key (user_id) references auth.users (id),
  constraint mollie_authorizations_connection_fkey foreign key (org_id, connection_id)
    references payments.mollie_connections (org_id, id),
  constraint only_what_was_used_connects check (connection_id is null or used_at is not null)
);
create index mollie_authorizations_user_idx on payments.mollie_authorizations (user_id);
create index mollie_authorizations_connection_idx
  on payments.mollie_authorizations (org_id, connection_id) where connection_id is not null;
create index mollie_authorizations_expires_at_idx on payments.mollie_authorizations (expires_at);
alter table payments.mollie_authorizations enable row level security;
comment on table payments.mollie_authorizations is
  'Consents of the provider''s account owners that were asked for.';
comment on column payments.mollie_authorizations.redirect_uri is
  'The address that went along; null where the provider takes the app''s own.';
