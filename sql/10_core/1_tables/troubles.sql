-- What can get stuck, each as a view of what is: (id, since). Unlike a promise none of it is wrong
-- by itself; it should have gone on by now. A room registers its views here; core.find_troubles()
-- reads them all. `heal` is a function (limit integer) returns integer that sets so many going
-- again and says how many it did, where a program can; `remedy` says what a person does.

create table core.troubles (
  trouble text not null,
  view regclass not null,
  description text not null,
  heal text,
  remedy text not null,
  constraint troubles_pkey primary key (trouble),
  -- Not regproc: pg_upgrade, and so Supabase's upgrades, refuse tables with such columns.
  constraint heal_has_its_full_name check (heal ~ '^[a-z_]+\.[a-z0-9_]+$')
);
alter table core.troubles enable row level security;
comment on table core.troubles is 'What can get stuck, the views that show it, what sets it going.';
