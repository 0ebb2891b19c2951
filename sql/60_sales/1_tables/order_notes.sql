-- requires: orders
--
-- What staff write down about an order, for one another. Written by sales.add_order_note(), never
-- changed.

create table sales.order_notes (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  order_id uuid not null,
  body text not null,
  created_by uuid,
  created_at timestamptz not null default core.clock(),
  constraint order_notes_pkey primary key (org_id, id),
  constraint order_notes_order_fkey foreign key (org_id, order_id)
    references sales.orders (org_id, id),
  constraint order_notes_created_by_fkey foreign key (created_by)
    references auth.users (id) on delete set null,
  constraint body_is_1_to_2000_characters check (length(btrim(body)) between 1 and 2000)
);
create index order_notes_order_idx on sales.order_notes (org_id, order_id, created_at);
create index order_notes_created_by_idx on sales.order_notes (created_by);
alter table sales.order_notes enable row level security;
comment on table sales.order_notes is 'Notes of staff on orders.';
comment on column sales.order_notes.created_by is 'The user who wrote it; null once they have no account.';
