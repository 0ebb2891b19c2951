-- requires: mollie_connections
--
-- The tokens of a connection, as the workers sealed them (AES-256-GCM with the key `key_id`, the
-- org's id as associated data); no function of the database can read them. A table of its own, so
-- that no audit trigger ever sees them.
--
-- Who refreshes takes a lease first: a worker that dies with it leaves the old refresh token, which
-- still works, to the next.

create table payments.mollie_tokens (
  org_id uuid not null,
  connection_id uuid not null,
  key_id text not null,
  access_token text not null,
  refresh_token text not null,
  redirect_uri text,
  version bigint not null default 1,
  access_expires_at timestamptz not null,
  lease bigint not null default 0,
  leased_until timestamptz not null default '-infinity',
  updated_at timestamptz not null default core.clock(),
  constraint mollie_tokens_pkey primary key (org_id, connection_id),
  constraint mollie_tokens_connection_fkey foreign key (org_id, connection_id)
    references payments.mollie_connections (org_id, id),
  constraint tokens_are_sealed check (
    access_token like 'v1.' || key_id || '.%' and refresh_token like 'v1.' || key_id || '.%')
);
create index mollie_tokens_key_idx on payments.mollie_tokens (key_id);
alter table payments.mollie_tokens enable row level security;
comment on table payments.mollie_tokens is 'Sealed tokens of connected accounts; for workers only.';
comment on column payments.mollie_tokens.key_id is 'Which of TOKEN_ENCRYPTION_KEYS sealed them.';
comment on column payments.mollie_tokens.redirect_uri is
  'The address that came with the consent: the provider wants it with every refresh.';
comment on column payments.mollie_tokens.version is 'Rises whenever the tokens change.';
comment on column payments.mollie_tokens.lease is
  'Fence of the worker that refreshes; an older one can store nothing.';
