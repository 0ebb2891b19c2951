-- An org's account at the payment provider, connected by consent (Mollie Connect). Machine
-- `mollie_connection`. An org that connects another account keeps the row of the one before: its
-- payments are asked about and refunded with its tokens. `is_current` is the one that new payments
-- run on. Connecting the same account again revives its row. Written by workers' functions.

create table payments.mollie_connections (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  mollie_organization_id text not null,
  organization_name text not null,
  mode text not null,
  status payments.connection_status not null,
  is_current boolean not null default true,
  scopes text[] not null,
  profile_id text,
  profiles jsonb not null default '[]',
  onboarding_status text not null,
  can_receive_payments boolean not null,
  can_receive_settlements boolean not null,
  dashboard_url text,
  connected_by uuid not null,
  connected_at timestamptz not null default core.clock(),
  check_at timestamptz,
  checked_at timestamptz,
  expired_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint mollie_connections_pkey primary key (org_id, id),
  constraint mollie_connections_id_is_unique unique (id),
  constraint account_is_connected_once unique (org_id, mollie_organization_id, mode),
  constraint mollie_connections_org_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint mollie_connections_connected_by_fkey
    foreign key (connected_by) references auth.users (id),
  constraint mode_is_test_or_live check (mode in ('test', 'live')),
  constraint onboarding_status_is_known
    check (onboarding_status in ('needs-data', 'in-review', 'completed')),
  constraint active_has_a_profile check (status <> 'active' or profile_id is not null),
  constraint expired_at_is_set_iff_expired check ((status = 'expired') = (expired_at is not null)),
  constraint revoked_at_is_set_iff_revoked check ((status = 'revoked') = (revoked_at is not null)),
  constraint only_what_lives_is_checked
    check ((status in ('pending', 'active')) = (check_at is not null))
);
create unique index mollie_connections_one_is_current_idx
  on payments.mollie_connections (org_id) where is_current;
create index mollie_connections_connected_by_idx on payments.mollie_connections (connected_by);
create index mollie_connections_profile_idx on payments.mollie_connections (profile_id);
create index mollie_connections_account_idx
  on payments.mollie_connections (mollie_organization_id);
create index mollie_connections_check_at_idx
  on payments.mollie_connections (check_at) where check_at is not null;
alter table payments.mollie_connections enable row level security;
comment on table payments.mollie_connections is
  'Accounts at the payment provider that orgs connected.';
comment on column payments.mollie_connections.is_current is 'New payments run on this one.';
comment on column payments.mollie_connections.scopes is 'What the account''s owner granted.';
comment on column payments.mollie_connections.profile_id is
  'The website profile that payments are made in.';
comment on column payments.mollie_connections.profiles is
  'The account''s website profiles: [{id, name, website, status}].';
comment on column payments.mollie_connections.can_receive_payments is
  'Whether the provider takes payments for the account, when it was last asked.';
comment on column payments.mollie_connections.dashboard_url is
  'Where the account''s owner completes what the provider still wants to know.';
comment on column payments.mollie_connections.check_at is 'When to ask the provider again.';
