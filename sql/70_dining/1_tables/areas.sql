-- requires: locations
--
-- Parts of a location (restaurant, terrace), and the tables in them. Written by staff with
-- dining.manage.

create table dining.areas (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  location_id uuid not null,
  name text not null,
  sort_order integer not null default 0,
  is_active boolean not null default true,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint areas_pkey primary key (org_id, id),
  constraint areas_location_fkey foreign key (org_id, location_id)
    references dining.locations (org_id, id),
  constraint areas_id_is_unique unique (id),
  constraint areas_id_is_unique_in_location unique (org_id, location_id, id),
  constraint name_is_1_to_100_characters check (length(btrim(name)) between 1 and 100),
  constraint name_is_one_line check (name !~ '[[:cntrl:]]')
);
create unique index areas_name_key on dining.areas (org_id, location_id, lower(name));
alter table dining.areas enable row level security;
comment on table dining.areas is 'Parts of a location, such as restaurant and terrace.';

create table dining.tables (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  location_id uuid not null,
  area_id uuid not null,
  name text not null,
  min_capacity integer not null default 1,
  max_capacity integer not null,
  online_bookable boolean not null default true,
  sort_order integer not null default 0,
  is_active boolean not null default true,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint tables_pkey primary key (org_id, id),
  constraint tables_area_fkey foreign key (org_id, location_id, area_id)
    references dining.areas (org_id, location_id, id),
  constraint tables_id_is_unique unique (id),
  constraint tables_id_is_unique_in_location unique (org_id, location_id, id),
  constraint name_is_1_to_100_characters check (length(btrim(name)) between 1 and 100),
  constraint name_is_one_line check (name !~ '[[:cntrl:]]'),
  constraint capacity_is_1_to_1000
    check (min_capacity >= 1 and max_capacity between min_capacity and 1000)
);
create unique index tables_name_key on dining.tables (org_id, location_id, lower(name));
create index tables_area_idx on dining.tables (org_id, location_id, area_id);
alter table dining.tables enable row level security;
comment on table dining.tables is 'Tables: how many people fit, and who may book them.';
comment on column dining.tables.min_capacity is 'The smallest party that gets this table.';
comment on column dining.tables.online_bookable is
  'Whether guests get it when they book themselves; staff always may.';

create table dining.table_groups (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  location_id uuid not null,
  name text not null,
  min_capacity integer not null default 1,
  max_capacity integer not null,
  online_bookable boolean not null default true,
  sort_order integer not null default 0,
  is_active boolean not null default true,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint table_groups_pkey primary key (org_id, id),
  constraint table_groups_location_fkey foreign key (org_id, location_id)
    references dining.locations (org_id, id),
  constraint table_groups_id_is_unique unique (id),
  constraint table_groups_id_is_unique_in_location unique (org_id, location_id, id),
  constraint name_is_1_to_100_characters check (length(btrim(name)) between 1 and 100),
  constraint name_is_one_line check (name !~ '[[:cntrl:]]'),
  constraint capacity_is_1_to_1000
    check (min_capacity >= 1 and max_capacity between min_capacity and 1000)
);
create unique index table_groups_name_key on dining.table_groups (org_id, location_id, lower(name));
alter table dining.table_groups enable row level security;
comment on table dining.table_groups is
  'Tables that are put together for a larger party. A group without active tables is never booked.';
comment on column dining.table_groups.max_capacity is
  'How many fit when the tables stand together: a fact of the room, not the sum of the tables.';

create table dining.table_group_members (
  org_id uuid not null,
  location_id uuid not null,
  table_group_id uuid not null,
  table_id uuid not null,
  constraint table_group_members_pkey primary key (org_id, table_group_id, table_id),
  constraint table_group_members_group_fkey foreign key (org_id, location_id, table_group_id)
    references dining.table_groups (org_id, location_id, id),
  constraint table_group_members_table_fkey foreign key (org_id, location_id, table_id)
    references dining.tables (org_id, location_id, id)
);
create index table_group_members_group_idx
  on dining.table_group_members (org_id, location_id, table_group_id);
create index table_group_members_table_idx
  on dining.table_group_members (org_id, location_id, table_id);
alter table dining.table_group_members enable row level security;
comment on table dining.table_group_members is 'Which tables stand together in a group.';

create table dining.table_availability_rules (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  location_id uuid not null,
  table_id uuid not null,
  rule_type dining.rule_type not null,
  start_date date not null default '-infinity',
  end_date date not null default 'infinity',
  days_of_week integer[] not null default '{1,2,3,4,5,6,7}',
  start_time time,
  end_time time,
  notes text,
  is_active boolean not null default true,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint table_availability_rules_pkey primary key (org_id, id),
  constraint table_availability_rules_table_fkey foreign key (org_id, location_id, table_id)
    references dining.tables (org_id, location_id, id),
  constraint dates_are_in_order check (start_date <= end_date),
  constraint times_come_in_pairs check ((start_time is null) = (end_time is null)),
  constraint times_differ check (start_time <> end_time),
  constraint days_are_1_to_7 check (
    days_of_week <@ array[1, 2, 3, 4, 5, 6, 7] and cardinality(days_of_week) between 1 and 7),
  constraint notes_are_up_to_2000_characters check (length(notes) <= 2000)
);
create index table_availability_rules_table_idx
  on dining.table_availability_rules (org_id, location_id, table_id);
alter table dining.table_availability_rules enable row level security;
comment on table dining.table_availability_rules is
  'When a table is not to be had (block), or only to be had (allow), by service date. A stay must keep off the first and lie within one of the second.';
comment on column dining.table_availability_rules.start_time is
  'Wall clock of the location; null, as end_time is then: all of the service date.';
comment on column dining.table_availability_rules.end_time is
  'Not after start_time: the window ends on the next day.';
