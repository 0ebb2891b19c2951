-- Parts of the audit log that are in files, and no more in the database. Written by
-- core.drop_audit_part(). A seal that has entries of a part and others keeps the hashes of those
-- that went, so that it can be proven without the file; a seal that went whole is proven with it.

create table core.audit_archives (
  part text not null,
  entries bigint not null,
  remains bigint not null,
  first_seal_id bigint not null,
  last_seal_id bigint not null,
  file_sha256 bytea not null,
  archived_at timestamptz not null default core.clock(),
  constraint audit_archives_pkey primary key (part),
  constraint part_is_of_the_audit_log check (part ~ '^audit_log_[a-z0-9_]+$'),
  constraint it_has_entries check (entries > 0 and remains between 0 and entries),
  constraint seals_are_in_order check (0 < first_seal_id and first_seal_id <= last_seal_id),
  constraint file_sha256_is_sha_256 check (octet_length(file_sha256) = 32)
);
alter table core.audit_archives enable row level security;
comment on table core.audit_archives is 'Parts of the audit log that were written into files and dropped.';
comment on column core.audit_archives.remains is 'Of how many of its entries the hash is kept here.';
comment on column core.audit_archives.file_sha256 is 'SHA-256 of the file that `entree audit archive` wrote.';

create table core.audit_remains (
  audit_id bigint not null,
  part text not null,
  sha256 bytea not null,
  constraint audit_remains_pkey primary key (audit_id),
  constraint audit_remains_part_fkey foreign key (part) references core.audit_archives (part),
  constraint it_is_a_sha_256 check (octet_length(sha256) = 32)
);
create index audit_remains_part_idx on core.audit_remains (part);
alter table core.audit_remains enable row level security;
comment on table core.audit_remains is
  'Hashes of archived entries whose seals have entries elsewhere, too.';
