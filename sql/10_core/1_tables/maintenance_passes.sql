-- What goes on while the platform is being maintained (setting core.maintenance_is_on). Upper rooms
-- register it, because core knows neither who administers the platform nor what there is to read.

-- Functions without parameters that answer whether the caller may change things all the same.
create table core.maintenance_passes (
  function text not null,
  constraint maintenance_passes_pkey primary key (function),
  -- Not regproc: pg_upgrade, and so Supabase's upgrades, refuse tables with such columns.
  constraint function_has_its_full_name check (function ~ '^[a-z_]+\.[a-z0-9_]+$')
);
alter table core.maintenance_passes enable row level security;
comment on table core.maintenance_passes is 'Who may change things during maintenance.';

-- Functions of the API that only tell, though PostgREST cannot see it: they count, or write down
-- who asked, and so are volatile.
create table core.maintenance_reads (
  function text not null,
  constraint maintenance_reads_pkey primary key (function),
  constraint function_is_a_name check (function ~ '^[a-z][a-z0-9_]*$')
);
alter table core.maintenance_reads enable row level security;
comment on table core.maintenance_reads is 'Functions of the API that go on during maintenance.';
