-- Keys that only functions of the database use. Made at random when the database is made, never
-- granted to anyone, never part of a migration's text.

create table core.secrets (
  name text not null,
  value bytea not null,
  created_at timestamptz not null default core.clock(),
  constraint secrets_pkey primary key (name),
  constraint value_is_at_least_32_bytes check (octet_length(value) >= 32)
);
alter table core.secrets enable row level security;
comment on table core.secrets is 'Keys of the database itself; readable by definer functions only.';

insert into core.secrets (name, value)
values
  ('public_token', extensions.gen_random_bytes(32)),
  ('audit_hash', extensions.gen_random_bytes(32));
