-- requires: order_items, ticket_instances
--
-- What a refund is for: one row per ticket, one per line of products. A refund of an amount has
-- none. Written with the refund, never changed.

create table sales.refund_items (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  refund_id uuid not null,
  order_item_id uuid not null,
  ticket_instance_id uuid,
  quantity integer not null,
  amount integer not null,
  fee_amount integer not null default 0,
  value_amount integer not null,
  value_fee_amount integer not null,
  created_at timestamptz not null default core.clock(),
  constraint refund_items_pkey primary key (org_id, id),
  constraint refund_items_refund_fkey foreign key (org_id, refund_id)
    references payments.refunds (org_id, id),
  constraint refund_items_order_item_fkey foreign key (org_id, order_item_id)
    references sales.order_items (org_id, id),
  constraint refund_items_ticket_instance_fkey foreign key (org_id, ticket_instance_id)
    references sales.ticket_instances (org_id, id),
  constraint quantity_is_not_negative check (quantity >= 0),
  constraint refund_item_amounts_are_not_negative check (
    amount >= 0 and fee_amount >= 0 and value_amount >= 0 and value_fee_amount >= 0)
);
create index refund_items_refund_idx on sales.refund_items (org_id, refund_id);
create index refund_items_order_item_idx on sales.refund_items (org_id, order_item_id);
create index refund_items_ticket_instance_idx on sales.refund_items (org_id, ticket_instance_id);
alter table sales.refund_items enable row level security;
comment on table sales.refund_items is 'What refunds are for. Amounts in cents, VAT included.';
comment on column sales.refund_items.quantity is
  '0 where the money of one thing goes back by two refunds: the other one counts it.';
comment on column sales.refund_items.amount is 'What goes back of its price.';
comment on column sales.refund_items.fee_amount is 'What goes back of its share of the service fee.';
comment on column sales.refund_items.value_amount is 'What was paid for it, its discount taken off.';
comment on column sales.refund_items.value_fee_amount is 'Its share of the service fee.';
