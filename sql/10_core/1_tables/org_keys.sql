-- requires: secrets
--
-- The keys of orgs that came from another database: what makes their tokens there makes them here,
-- so that the links in their guests' mails go on working. Written by the import of an org; an org
-- that was founded here has none, its key is derived (core.org_key).

create table core.org_keys (
  org_id uuid not null,
  value bytea not null,
  created_at timestamptz not null default core.clock(),
  constraint org_keys_pkey primary key (org_id),
  constraint value_is_32_bytes check (octet_length(value) = 32)
);
alter table core.org_keys enable row level security;
comment on table core.org_keys is
  'Keys that orgs brought from another database; readable by definer functions only.';
