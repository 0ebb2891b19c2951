-- What time alone causes. A room registers a function (limit integer) returns integer that does at
-- most `batch` pieces of due work and says how many it did; core.tick() runs what is due.

create table core.sweeps (
  name text not null,
  function text not null,
  every interval not null,
  batch integer not null,
  last_run_at timestamptz not null default '-infinity',
  last_count integer,
  last_error text,
  constraint sweeps_pkey primary key (name),
  -- Not regproc: pg_upgrade, and so Supabase's upgrades, refuse tables with such columns.
  constraint function_has_its_full_name check (function ~ '^[a-z_]+\.[a-z0-9_]+$'),
  constraint batch_is_positive check (batch > 0)
);
alter table core.sweeps enable row level security;
comment on table core.sweeps is 'Recurring, bounded work that the clock causes.';
