-- What is deleted softly and can be restored: one row per table whose rows have org_id, id and
-- deleted_at. A room above registers its tables; tenancy reads and writes them without knowing
-- them. `label` is an SQL expression over the row `d`: what people know it by. It is code, which
-- migrations write and nobody else.

create table tenancy.restorables (
  kind text not null,
  table_name text not null,
  label text not null,
  conflict text,
  constraint restorables_pkey primary key (kind),
  constraint table_name_is_unique unique (table_name),
  constraint kind_is_snake_case check (kind ~ '^[a-z][a-z_]*$'),
  -- Not regclass: pg_upgrade, and so Supabase's upgrades, refuse tables with such columns.
  constraint table_has_its_full_name check (table_name ~ '^[a-z_]+\.[a-z0-9_]+$')
);
alter table tenancy.restorables enable row level security;
comment on table tenancy.restorables is 'Kinds of rows that an owner can bring back after deletion.';
comment on column tenancy.restorables.conflict is
  'Why one may find its place taken, when something about it is unique; null: nothing is.';
