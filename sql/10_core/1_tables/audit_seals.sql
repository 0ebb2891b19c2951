-- Seals of append-only logs: each is of the entries with the next numbers, and holds on to the one
-- before it, so that what was sealed cannot be changed, removed or added to without all later seals
-- being made anew; and of those the last ones are known outside the database (the topic
-- audit.heads). Written by core.seal(); checked by `entree audit verify`, which does not ask the
-- database for any of it.
--
-- digest: SHA-256 of the SHA-256s of the entries, one after the other in the order of their
-- numbers; of each entry as Postgres sends a row of all its columns in binary (record_send), in the
-- order of core.audit_columns() and tenancy.seal_admin_log(), enums as text. chained: SHA-256 of
-- `previous` and of the row (log, seal_id, after_id, until_id, entries, digest in hex, sealed_at),
-- as Postgres writes it (TimeZone UTC, DateStyle ISO), in UTF-8.

create table core.audit_seals (
  log text not null,
  seal_id bigint not null,
  after_id bigint not null,
  until_id bigint not null,
  entries integer not null,
  digest bytea not null,
  previous bytea not null,
  chained bytea not null,
  numbers bigint[] not null,
  marks bytea not null,
  sealed_at timestamptz not null,
  constraint audit_seals_pkey primary key (log, seal_id),
  constraint log_has_its_full_name check (log ~ '^[a-z]+\.[a-z_]+$'),
  constraint seal_id_is_positive check (seal_id > 0),
  constraint it_goes_on check (until_id > after_id),
  constraint digests_are_sha_256
    check (length(digest) = 32 and length(previous) = 32 and length(chained) = 32),
  constraint every_entry_has_a_mark
    check (cardinality(numbers) = entries and octet_length(marks) = 4 * entries)
);
alter table core.audit_seals enable row level security;
comment on table core.audit_seals is 'Seals of the audit logs, each chained to the one before.';
comment on column core.audit_seals.after_id is 'The last number of the seal before; 0 for the first.';
comment on column core.audit_seals.numbers is
  'Of the entries; with marks, the first four bytes of the SHA-256 of each, they tell which one is not what it was.';
