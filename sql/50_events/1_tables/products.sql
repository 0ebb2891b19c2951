-- requires: ticket_types
--
-- What is sold beside a start: a shirt, parking, an engraving. Sold with each ticket (of one type,
-- or of all) or once per order. The stock of a product and that of each variant are pools with
-- their ids. Written by staff with events.manage through the views of the same names.

create table events.products (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  event_id uuid not null,
  ticket_type_id uuid,
  scope events.product_scope not null default 'ticket',
  name text not null,
  description text,
  price integer not null,
  vat_rate integer not null default 2100,
  capacity integer,
  is_required boolean not null default false,
  max_quantity integer not null default 1,
  personalisation_label text,
  personalisation_max_length integer,
  sort_order integer not null default 0,
  is_active boolean not null default true,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  deleted_at timestamptz,
  constraint products_pkey primary key (org_id, id),
  constraint products_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint products_ticket_type_fkey foreign key (org_id, ticket_type_id)
    references events.ticket_types (org_id, id),
  constraint products_id_is_unique unique (id),
  constraint name_is_1_to_100_characters check (length(btrim(name)) between 1 and 100),
  constraint name_is_one_line check (name !~ '[[:cntrl:]]'),
  constraint description_is_up_to_2000_characters check (length(description) <= 2000),
  constraint price_is_0_to_50000_euros check (price between 0 and 5000000),
  constraint vat_rate_is_0_to_100_percent check (vat_rate between 0 and 10000),
  constraint capacity_is_0_to_a_million check (capacity between 0 and 1000000),
  constraint max_quantity_is_1_to_100 check (max_quantity between 1 and 100),
  constraint product_of_an_order_has_no_ticket_type
    check (scope = 'ticket' or ticket_type_id is null),
  constraint personalisation_has_a_label_and_a_length
    check ((personalisation_label is null) = (personalisation_max_length is null)),
  constraint personalisation_label_is_1_to_100_characters
    check (length(btrim(personalisation_label)) between 1 and 100),
  constraint personalisation_label_is_one_line check (personalisation_label !~ '[[:cntrl:]]'),
  constraint personalisation_length_is_1_to_200 check (personalisation_max_length between 1 and 200)
);
create index products_event_idx on events.products (org_id, event_id, sort_order);
create index products_ticket_type_idx on events.products (org_id, ticket_type_id);
create index products_deleted_idx on events.products (org_id) where deleted_at is not null;
alter table events.products enable row level security;
comment on table events.products is 'What is sold beside starts. Cents, VAT included.';
comment on column events.products.ticket_type_id is 'The ticket type that it is sold with; null: all of them.';
comment on column events.products.max_quantity is 'How many per ticket, or per order.';
comment on column events.products.is_required is 'Each ticket (or order) must have at least one.';
comment on column events.products.personalisation_label is 'What to ask for, e.g. the name to engrave; null: nothing.';

create table events.product_variants (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  product_id uuid not null,
  name text not null,
  price integer,
  capacity integer,
  sort_order integer not null default 0,
  is_active boolean not null default true,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  deleted_at timestamptz,
  constraint product_variants_pkey primary key (org_id, id),
  constraint product_variants_product_fkey foreign key (org_id, product_id)
    references events.products (org_id, id),
  constraint product_variants_id_is_unique unique (id),
  constraint name_is_1_to_100_characters check (length(btrim(name)) between 1 and 100),
  constraint name_is_one_line check (name !~ '[[:cntrl:]]'),
  constraint price_is_0_to_50000_euros check (price between 0 and 5000000),
  constraint capacity_is_0_to_a_million check (capacity between 0 and 1000000)
);
create index product_variants_product_idx
  on events.product_variants (org_id, product_id, sort_order);
create index product_variants_deleted_idx on events.product_variants (org_id)
  where deleted_at is not null;
alter table events.product_variants enable row level security;
comment on table events.product_variants is 'Sizes, colours and other kinds of a product.';
comment on column events.product_variants.price is 'Cents, VAT included; null: the product''s price.';
