-- requires: orgs
--
-- Where personal data is, and how long it is kept: classes, and the tables with rows of each. A
-- room above registers its tables; tenancy finds, tells, blanks and removes their rows without
-- knowing them. What is written here in SQL is code, which migrations write and nobody else; `t` is
-- a row of the table, `s` whose rows are meant (tenancy.subject).

create type tenancy.subject as (
  org_id uuid,
  emails text[],
  email_hashes bytea[],
  user_ids uuid[],
  ids uuid[],
  is_anybody boolean
);
comment on type tenancy.subject is
  'A person as an org knows them: addresses, logins, and ids of rows that are theirs. is_anybody: whoever a row is about.';

create type tenancy.retention_act as enum ('blank', 'pseudonymise', 'delete', 'keep');
comment on type tenancy.retention_act is 'What becomes of personal data when its time is over.';

create table tenancy.retention_classes (
  class text not null,
  description text not null,
  act tenancy.retention_act not null,
  starts text,
  keep_days integer,
  min_days integer,
  max_days integer,
  reason text,
  constraint retention_classes_pkey primary key (class),
  constraint class_is_snake_case check (class ~ '^[a-z][a-z_]*$'),
  constraint a_time_has_a_beginning_and_bounds
    check (num_nulls(starts, keep_days, min_days, max_days) in (0, 4)),
  constraint days_are_in_order check (1 <= min_days and keep_days between min_days and max_days),
  constraint what_is_kept_has_a_reason check ((keep_days is null) = (reason is not null)),
  constraint only_what_has_a_time_ends check (act <> 'keep' or keep_days is null)
);
alter table tenancy.retention_classes enable row level security;
comment on table tenancy.retention_classes is
  'Classes of personal data: what becomes of it, and how many days after what.';
comment on column tenancy.retention_classes.starts is 'The moment from which the days count.';
comment on column tenancy.retention_classes.max_days is 'The platform''s maximum: no org keeps longer.';
comment on column tenancy.retention_classes.reason is 'Why time alone does not end it.';

create table tenancy.personal_data (
  table_name text not null,
  class text not null,
  position smallint not null,
  columns text[] not null,
  of_person text,
  is_person boolean not null default false,
  erase text,
  still_holds text not null default 'true',
  since text,
  next_block bigint not null default 0,
  walked_at timestamptz not null default '-infinity',
  constraint personal_data_pkey primary key (table_name),
  constraint personal_data_class_fkey foreign key (class)
    references tenancy.retention_classes (class),
  -- Not regclass: pg_upgrade, and so Supabase's upgrades, refuse tables with such columns.
  constraint table_has_its_full_name check (table_name ~ '^[a-z_]+\.[a-z0-9_]+$'),
  constraint what_ends_can_be_erased check (since is null or erase is not null)
);
create index personal_data_class_idx on tenancy.personal_data (class);
alter table tenancy.personal_data enable row level security;
comment on table tenancy.personal_data is 'Tables with personal data, and how it is found and erased.';
comment on column tenancy.personal_data.position is
  'Their turn: first those that know a person, then those that know those.';
comment on column tenancy.personal_data.columns is 'Their personal columns; none: only whose rows.';
comment on column tenancy.personal_data.of_person is
  'Condition over t and s: whether the row is theirs; null: it is about nobody in particular.';
comment on column tenancy.personal_data.is_person is
  'Whether other rows are found by the ids of these.';
comment on column tenancy.personal_data.erase is
  'delete, or what is set in t: null where it stays as it is.';
comment on column tenancy.personal_data.still_holds is 'Condition over t: whether there is anything to erase.';
comment on column tenancy.personal_data.since is
  'Expression over t: the moment from which the days of its class count; null: it has no end.';
comment on column tenancy.personal_data.next_block is 'How far the sweep is through the table.';

-- An org may keep some data shorter, or longer within the bounds of its class.
create table tenancy.retention_overrides (
  org_id uuid not null,
  class text not null,
  keep_days integer not null,
  set_by uuid,
  set_at timestamptz not null default core.clock(),
  constraint retention_overrides_pkey primary key (org_id, class),
  constraint retention_overrides_org_fkey foreign key (org_id) references tenancy.orgs (id),
  constraint retention_overrides_class_fkey foreign key (class)
    references tenancy.retention_classes (class),
  constraint retention_overrides_set_by_fkey foreign key (set_by) references auth.users (id)
    on delete set null,
  constraint keep_days_is_positive check (keep_days > 0)
);
create index retention_overrides_class_idx on tenancy.retention_overrides (class);
create index retention_overrides_set_by_idx on tenancy.retention_overrides (set_by)
  where set_by is not null;
alter table tenancy.retention_overrides enable row level security;
comment on table tenancy.retention_overrides is 'Other times than those of the platform, per org.';

-- What keeps somebody from being erased: a room registers
--   function  (p_subject tenancy.subject) returns table (what text, count bigint): locks what the
--             person has, so that nothing is added, and names what stands in the way
create table tenancy.erasure_guards (
  position smallint not null,
  function text not null,
  constraint erasure_guards_pkey primary key (function),
  constraint function_has_its_full_name check (function ~ '^[a-z_]+\.[a-z0-9_]+$')
);
alter table tenancy.erasure_guards enable row level security;
comment on table tenancy.erasure_guards is
  'Functions that say why somebody cannot be erased yet, in the order in which they lock.';
