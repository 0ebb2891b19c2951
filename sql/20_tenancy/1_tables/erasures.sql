-- requires: orgs
--
-- The certificate of an erasure: when, by whom, how many rows of which tables. No personal data:
-- the person as a keyed hash of their address, and the ids of rows that say nothing of them any
-- more. With these an older backup is put right after it was restored (tenancy.repeat_erasure).

create table tenancy.erasures (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  email_hashes bytea[] not null,
  ids uuid[] not null,
  rows jsonb not null,
  erased_by uuid,
  actor_type core.actor_type not null,
  erased_at timestamptz not null default core.clock(),
  constraint erasures_pkey primary key (org_id, id),
  constraint erasures_org_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint erasures_id_is_unique unique (id),
  constraint rows_are_an_object check (jsonb_typeof(rows) = 'object')
);
alter table tenancy.erasures enable row level security;
comment on table tenancy.erasures is 'Certificates of erasures. Append-only.';
comment on column tenancy.erasures.email_hashes is 'Keyed hashes of their addresses (tenancy.email_hash).';
comment on column tenancy.erasures.ids is 'Which rows told of them: participants, orders, guests and so on.';
comment on column tenancy.erasures.rows is 'How many rows per table: {"sales.participants": 1, …}.';
comment on column tenancy.erasures.erased_by is 'User id: of staff, or of the person; null for the system.';
