-- What is set up for an event beyond this room, and whom to call when the event is duplicated. A
-- room above registers a function (copy events.copy) returns void, which copies what is its own,
-- with events.copy_rows() where that will do.

create table events.duplicators (
  name text not null,
  function text not null,
  constraint duplicators_pkey primary key (name),
  -- Not regproc: pg_upgrade, and so Supabase's upgrades, refuse tables with such columns.
  constraint function_has_its_full_name check (function ~ '^[a-z_]+\.[a-z0-9_]+$')
);
alter table events.duplicators enable row level security;
comment on table events.duplicators is 'Functions of other rooms that duplicate what belongs to an event.';
