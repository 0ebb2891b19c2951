-- Keys that only functions of the database use. Made at random when the database is made, never
-- granted to anyone, never part of a migration's text. A name may have several: what is made for a
-- row uses the key of the moment in which its id was made (core.new_id() carries it), so another
-- key leaves what was made before as it is. Changed by core.replace_secret().

create table core.secrets (
  name text not null,
  from_id uuid not null default '00000000-0000-0000-0000-000000000000',
  until_id uuid not null default 'ffffffff-ffff-ffff-ffff-ffffffffffff',
  value bytea not null,
  has_org_keys boolean not null default false,
  created_at timestamptz not null default core.clock(),
  constraint secrets_pkey primary key (name, from_id),
  constraint one_secret_follows_another unique (name, until_id),
  constraint value_is_at_least_32_bytes check (octet_length(value) >= 32),
  constraint it_is_used_for_a_time check (from_id < until_id),
  constraint hashes_of_the_log_have_one_key
    check (name <> 'audit_hash' or from_id = '00000000-0000-0000-0000-000000000000')
);
alter table core.secrets enable row level security;
comment on table core.secrets is 'Keys of the database itself; readable by definer functions only.';
comment on column core.secrets.from_id is 'It is the key for ids from this one on, up to until_id.';
comment on column core.secrets.has_org_keys is
  'Whether orgs may have keys of their own instead (core.org_keys).';

insert into core.secrets (name, value)
values
  ('public_token', extensions.gen_random_bytes(32)),
  ('audit_hash', extensions.gen_random_bytes(32));
