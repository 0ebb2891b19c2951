-- Where orgs went that lived in this database: to another cell, or nowhere, when they were erased.
-- Written by `entree org move` and `entree org erase` in the transaction that takes the org out.

create table tenancy.moved_orgs (
  org_id uuid not null,
  slug text not null,
  moved_to text,
  archive_id uuid not null,
  moved_at timestamptz not null default core.clock(),
  constraint moved_orgs_pkey primary key (org_id),
  constraint moved_to_is_an_address check (moved_to ~ '^https?://[^/]+$')
);
create index moved_orgs_slug_idx on tenancy.moved_orgs (slug);
alter table tenancy.moved_orgs enable row level security;
comment on table tenancy.moved_orgs is 'Orgs that left this database, and where they are now.';
comment on column tenancy.moved_orgs.moved_to is 'Where the other cell is reached; null: it was erased.';
comment on column tenancy.moved_orgs.archive_id is 'Which archive it left with.';

-- By what else than the org's id its things are asked for: the ids of its events, locations and
-- tickets, and the hashes of the tokens in links. So old links are told where to go.
create table tenancy.moved_keys (
  key bytea not null,
  org_id uuid not null,
  constraint moved_keys_pkey primary key (key),
  constraint moved_keys_org_fkey foreign key (org_id) references tenancy.moved_orgs (org_id)
);
create index moved_keys_org_idx on tenancy.moved_keys (org_id);
alter table tenancy.moved_keys enable row level security;
comment on table tenancy.moved_keys is 'Ids and hashes of tokens that lead to an org that left.';

insert into core.settings (key, value, minimum, maximum, is_operational, description) values
  ('tenancy.cell_name', '"main"', 1, 63, true,
   'The name of this cell among those of the installation, for archives and logs.'),
  ('tenancy.cell_url', '""', 0, 200, true,
   'The address at which clients reach this cell: https://api.example.org; empty where there is one.');
