-- requires: checkin_lists, devices
--
-- Products that were handed out with a ticket: each line of an order once, wherever it came along
-- since (`first_item_id` is the line under which it was bought). A handout that was a mistake is
-- undone with a reason, and then the line can be handed out again. Written by functions.

create table door.handouts (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid not null,
  ticket_instance_id uuid not null,
  order_item_id uuid not null,
  first_item_id uuid not null,
  quantity integer not null,
  list_id uuid,
  device_id uuid,
  terminal_id uuid,
  user_id uuid,
  handed_out_at timestamptz not null default core.clock(),
  undone_at timestamptz,
  undone_by uuid,
  undo_reason text,
  constraint handouts_pkey primary key (org_id, id),
  constraint handouts_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint handouts_ticket_instance_fkey foreign key (org_id, ticket_instance_id)
    references sales.ticket_instances (org_id, id),
  constraint handouts_order_item_fkey foreign key (org_id, order_item_id)
    references sales.order_items (org_id, id),
  constraint handouts_first_item_fkey foreign key (org_id, first_item_id)
    references sales.order_items (org_id, id),
  constraint handouts_list_fkey foreign key (org_id, event_id, list_id)
    references door.checkin_lists (org_id, event_id, id),
  constraint handouts_device_fkey foreign key (org_id, device_id)
    references door.devices (org_id, id),
  constraint handouts_terminal_fkey foreign key (org_id, terminal_id)
    references door.terminals (org_id, id),
  constraint handouts_user_fkey foreign key (user_id) references auth.users (id)
    on delete set null,
  constraint handouts_undone_by_fkey foreign key (undone_by) references auth.users (id)
    on delete set null,
  constraint handouts_id_is_unique unique (id),
  constraint quantity_is_positive check (quantity > 0),
  constraint undone_at_is_set_iff_there_is_a_reason
    check ((undone_at is null) = (undo_reason is null)),
  constraint who_undid_undid_something check (undone_by is null or undone_at is not null),
  constraint undo_reason_is_1_to_500_characters check (length(btrim(undo_reason)) between 1 and 500)
);
create unique index handouts_once_key on door.handouts (org_id, first_item_id)
  where undone_at is null;
create index handouts_event_idx on door.handouts (org_id, event_id, handed_out_at);
create index handouts_ticket_instance_idx on door.handouts (org_id, ticket_instance_id);
create index handouts_order_item_idx on door.handouts (org_id, order_item_id);
create index handouts_first_item_idx on door.handouts (org_id, first_item_id);
create index handouts_list_idx on door.handouts (org_id, event_id, list_id);
create index handouts_device_idx on door.handouts (org_id, device_id);
create index handouts_terminal_idx on door.handouts (org_id, terminal_id);
create index handouts_user_idx on door.handouts (user_id) where user_id is not null;
create index handouts_undone_by_idx on door.handouts (undone_by) where undone_by is not null;
alter table door.handouts enable row level security;
comment on table door.handouts is 'Products that were handed out.';
comment on column door.handouts.ticket_instance_id is
  'With which ticket somebody came: of a product of the order, any of its tickets.';
comment on column door.handouts.first_item_id is
  'The line with which it was bought, before it came along with swapped tickets.';
comment on column door.handouts.quantity is 'How many of the line were handed out: all that were due then.';
