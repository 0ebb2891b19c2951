-- requires: order_items
--
-- A relay or other team: one ticket, several people. The buyer's ticket makes it; members join with
-- its code until it is full or closes. Machine `team`.

create table sales.teams (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid not null,
  ticket_type_id uuid not null,
  order_id uuid not null,
  order_item_id uuid not null,
  position smallint not null,
  name text not null,
  captain_id uuid,
  join_code_hash bytea not null,
  size_min integer not null,
  size_max integer not null,
  status sales.team_status not null default 'forming',
  closes_at timestamptz not null,
  completed_at timestamptz,
  incomplete_at timestamptz,
  withdrawn_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint teams_pkey primary key (org_id, id),
  constraint teams_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint teams_ticket_type_fkey foreign key (org_id, ticket_type_id)
    references events.ticket_types (org_id, id),
  constraint teams_order_fkey foreign key (org_id, order_id)
    references sales.orders (org_id, id),
  constraint teams_order_item_fkey foreign key (org_id, order_item_id)
    references sales.order_items (org_id, id),
  constraint teams_id_is_unique unique (id),
  constraint join_code_is_unique unique (join_code_hash),
  constraint position_is_unique_in_line unique (org_id, order_item_id, position),
  constraint name_is_1_to_100_characters check (length(btrim(name)) between 1 and 100),
  constraint sizes_are_in_order check (size_min >= 1 and size_max >= size_min),
  constraint completed_at_is_set_iff_complete
    check ((status = 'complete') = (completed_at is not null)),
  constraint incomplete_at_is_set_iff_incomplete
    check ((status = 'incomplete') = (incomplete_at is not null)),
  constraint withdrawn_at_is_set_iff_withdrawn
    check ((status = 'withdrawn') = (withdrawn_at is not null))
);
create index teams_event_idx on sales.teams (org_id, event_id);
create index teams_ticket_type_idx on sales.teams (org_id, ticket_type_id);
create index teams_order_idx on sales.teams (org_id, order_id);
create index teams_closes_at_idx on sales.teams (closes_at) where status = 'forming';
alter table sales.teams enable row level security;
comment on table sales.teams is 'Teams: one ticket, several people.';
comment on column sales.teams.captain_id is 'The registration of who speaks for it; of a team that is withdrawn, the last one.';
comment on column sales.teams.join_code_hash is 'SHA-256 of the code with which members join. Nobody has a code before the order is paid.';
