-- A place of an event where tickets are checked: an entrance, a bag drop. Every event is made with
-- its default list, whose admissions turn a ticket from valid to used; on the others it stays what
-- it is. Staff with events.manage write them through the view public.checkin_lists.

create table door.checkin_lists (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid not null,
  name text not null,
  kind door.list_kind not null default 'entrance',
  opens_at timestamptz,
  closes_at timestamptz,
  allows_reentry boolean not null default false,
  is_default boolean not null default false,
  is_active boolean not null default true,
  sort_order integer not null default 0,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint checkin_lists_pkey primary key (org_id, id),
  constraint checkin_lists_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint checkin_lists_id_is_unique unique (id),
  constraint name_is_1_to_100_characters check (length(btrim(name)) between 1 and 100),
  constraint name_is_one_line check (name !~ '[[:cntrl:]]'),
  constraint list_closes_after_it_opens check (closes_at > opens_at),
  constraint moments_are_from_2000_to_2200 check (
    opens_at between '2000-01-01 00:00Z' and '2200-01-01 00:00Z'
    and closes_at between '2000-01-01 00:00Z' and '2200-01-01 00:00Z'),
  constraint default_list_is_an_open_entrance
    check (not is_default or (kind = 'entrance' and is_active))
);
-- Scans name event and list together, so that a scan never stands on a list of another event.
create unique index checkin_lists_event_key on door.checkin_lists (org_id, event_id, id);
create unique index checkin_lists_default_key on door.checkin_lists (org_id, event_id)
  where is_default;
alter table door.checkin_lists enable row level security;
comment on table door.checkin_lists is 'Where tickets of an event are checked.';
comment on column door.checkin_lists.opens_at is 'From when it admits; null: always.';
comment on column door.checkin_lists.closes_at is 'Until when it admits; null: always.';
comment on column door.checkin_lists.allows_reentry is
  'Whether people go out and come in again, each time with a scan.';
comment on column door.checkin_lists.is_default is
  'The list that every event has: its admissions make tickets used.';

-- The ticket types that a list admits; all of the event when there are none.
create table door.checkin_list_ticket_types (
  org_id uuid not null,
  list_id uuid not null,
  ticket_type_id uuid not null,
  constraint checkin_list_ticket_types_pkey primary key (org_id, list_id, ticket_type_id),
  constraint checkin_list_ticket_types_list_fkey foreign key (org_id, list_id)
    references door.checkin_lists (org_id, id),
  constraint checkin_list_ticket_types_ticket_type_fkey foreign key (org_id, ticket_type_id)
    references events.ticket_types (org_id, id)
);
create index checkin_list_ticket_types_ticket_type_idx
  on door.checkin_list_ticket_types (org_id, ticket_type_id);
alter table door.checkin_list_ticket_types enable row level security;
comment on table door.checkin_list_ticket_types is 'The ticket types that a list is for.';

insert into events.duplicators (name, function)
values ('checkin_lists', 'door.duplicate_checkin_lists');
