-- requires: secrets
--
-- The keys of orgs that came from another database: what makes their tokens there makes them here,
-- so that the links in their guests' mails go on working. Written by the import of an org, and when
-- the key of this database is replaced; an org that was founded here has none, its keys are derived
-- (core.org_keys_of). Each is for the ids from from_id on, up to until_id, as in core.secrets.

create table core.org_keys (
  org_id uuid not null,
  from_id uuid not null default '00000000-0000-0000-0000-000000000000',
  until_id uuid not null default 'ffffffff-ffff-ffff-ffff-ffffffffffff',
  value bytea not null,
  created_at timestamptz not null default core.clock(),
  constraint org_keys_pkey primary key (org_id, from_id),
  constraint one_key_follows_another unique (org_id, until_id),
  constraint value_is_32_bytes check (octet_length(value) = 32),
  constraint it_is_used_for_a_time check (from_id < until_id)
);
alter table core.org_keys enable row level security;
comment on table core.org_keys is
  'Keys that orgs brought from another database; readable by definer functions only.';
