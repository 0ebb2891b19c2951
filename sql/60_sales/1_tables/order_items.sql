-- requires: orders
--
-- What was ordered, as it was offered: name, price and VAT are copies. Never changed, but for how
-- much of it was paid back.

create table sales.order_items (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  order_id uuid not null,
  line smallint not null,
  kind sales.item_kind not null default 'ticket',
  ticket_type_id uuid,
  price_tier_id uuid,
  product_id uuid,
  variant_id uuid,
  for_line smallint,
  for_position smallint,
  name text not null,
  personalisation text,
  quantity integer not null,
  unit_amount integer not null,
  discount_amount integer not null default 0,
  total_amount integer not null,
  vat_rate integer not null,
  vat_amount integer not null,
  from_item_id uuid,
  refunded_quantity integer not null default 0,
  refunded_amount integer not null default 0,
  refunded_fee_amount integer not null default 0,
  forgone_quantity integer not null default 0,
  constraint order_items_pkey primary key (org_id, id),
  constraint order_items_order_fkey foreign key (org_id, order_id)
    references sales.orders (org_id, id),
  constraint order_items_ticket_type_fkey foreign key (org_id, ticket_type_id)
    references events.ticket_types (org_id, id),
  constraint order_items_price_tier_fkey foreign key (org_id, price_tier_id)
    references events.price_tiers (org_id, id),
  constraint order_items_product_fkey foreign key (org_id, product_id)
    references events.products (org_id, id),
  constraint order_items_variant_fkey foreign key (org_id, variant_id)
    references events.product_variants (org_id, id),
  constraint order_items_from_item_fkey foreign key (org_id, from_item_id)
    references sales.order_items (org_id, id),
  constraint line_is_unique_in_order unique (org_id, order_id, line),
  constraint quantity_is_positive check (quantity > 0),
  constraint a_line_is_a_ticket_a_product_or_a_fee check (
    (kind = 'ticket') = (ticket_type_id is not null) and (kind = 'product') = (product_id is not null)
    and (price_tier_id is null or kind = 'ticket') and (variant_id is null or kind = 'product')),
  constraint a_product_goes_with_a_ticket_or_with_the_order check (
    (for_line is null) = (for_position is null) and (for_line is null or kind = 'product')),
  constraint only_products_come_along check (from_item_id is null or kind = 'product'),
  constraint total_is_quantity_times_unit_less_discount check (
    total_amount = quantity * unit_amount - discount_amount
    and discount_amount between 0 and quantity * unit_amount),
  constraint vat_is_part_of_total check (vat_amount between 0 and total_amount),
  constraint forgone_quantity_is_of_the_line check (
    forgone_quantity between 0 and quantity and (forgone_quantity = 0 or kind <> 'ticket')),
  constraint nothing_is_refunded_twice check (
    refunded_quantity between 0 and quantity
    and refunded_amount between 0 and total_amount
    and refunded_fee_amount >= 0)
);
create index order_items_ticket_type_idx on sales.order_items (org_id, ticket_type_id)
  include (order_id, quantity, total_amount);
create index order_items_price_tier_idx on sales.order_items (org_id, price_tier_id)
  where price_tier_id is not null;
create index order_items_product_idx on sales.order_items (org_id, product_id)
  where product_id is not null;
create index order_items_variant_idx on sales.order_items (org_id, variant_id)
  where variant_id is not null;
create index order_items_from_item_idx on sales.order_items (org_id, from_item_id)
  where from_item_id is not null;
alter table sales.order_items enable row level security;
comment on table sales.order_items is 'Lines of orders. Amounts in cents, VAT included; vat_rate in basis points.';
comment on column sales.order_items.for_line is
  'Of a product that goes with a ticket: the line of that ticket, and which ticket of it (for_position).';
comment on column sales.order_items.from_item_id is
  'Of a product that came along with a ticket that was swapped: its line in the order before.';
comment on column sales.order_items.refunded_quantity is
  'How many of it have been refunded, are being refunded, or were given for another place.';
comment on column sales.order_items.refunded_amount is
  'What was paid for those, whatever went back of it.';
comment on column sales.order_items.refunded_fee_amount is
  'Their share of the service fee, whether it went back or not.';
comment on column sales.order_items.forgone_quantity is
  'How many of a product were given up for nothing; of tickets their own status tells.';
