-- requires: _schema
--
-- What can be exported: one row per kind, written by the room that has the rows. Signature:
--   function  (p_export sales.export, p_cursor refcursor) returns void: opens the cursor on the
--             rows of the export, in their order. Whoever asks has exports.create and `permission`.
-- `filters` names those of its filters that the kind has.

create table sales.export_kinds (
  kind text not null,
  function text not null,
  permission text not null,
  needs_event boolean not null default false,
  filters text[] not null default '{}',
  description text not null,
  constraint export_kinds_pkey primary key (kind),
  constraint function_has_its_full_name check (function ~ '^[a-z_]+\.[a-z0-9_]+$')
);
alter table sales.export_kinds enable row level security;
comment on table sales.export_kinds is 'Kinds of exports and the functions that read them.';
