-- requires: orders
--
-- What was ordered, as it was offered: name, price and VAT are copies. Never changed.

create table sales.order_items (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  order_id uuid not null,
  line smallint not null,
  ticket_type_id uuid not null,
  name text not null,
  quantity integer not null,
  unit_amount integer not null,
  total_amount integer not null,
  vat_rate integer not null,
  vat_amount integer not null,
  constraint order_items_pkey primary key (org_id, id),
  constraint order_items_order_fkey foreign key (org_id, order_id)
    references sales.orders (org_id, id),
  constraint order_items_ticket_type_fkey foreign key (org_id, ticket_type_id)
    references events.ticket_types (org_id, id),
  constraint line_is_unique_in_order unique (org_id, order_id, line),
  constraint quantity_is_positive check (quantity > 0),
  constraint total_is_quantity_times_unit check (total_amount = quantity * unit_amount),
  constraint vat_is_part_of_total check (vat_amount between 0 and total_amount)
);
create index order_items_ticket_type_idx on sales.order_items (org_id, ticket_type_id);
alter table sales.order_items enable row level security;
comment on table sales.order_items is 'Lines of orders. Amounts in cents, VAT included; vat_rate in basis points.';
