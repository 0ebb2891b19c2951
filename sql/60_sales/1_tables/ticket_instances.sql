-- requires: registrations
--
-- The entitlement that a paid order yields: one row admits one person once. Machine
-- `ticket_instance`.

create table sales.ticket_instances (
  org_id uuid not null,
  id uuid not null default core.new_id(),
  order_id uuid not null,
  order_item_id uuid not null,
  event_id uuid not null,
  ticket_type_id uuid not null,
  registration_id uuid,
  transfer_id uuid,
  code text not null,
  qr_token text,
  status sales.ticket_instance_status not null default 'valid',
  void_reason text,
  blocked_at timestamptz,
  used_at timestamptz,
  refunded_at timestamptz,
  voided_at timestamptz,
  created_at timestamptz not null default core.clock(),
  updated_at timestamptz not null default core.clock(),
  constraint ticket_instances_pkey primary key (org_id, id),
  constraint ticket_instances_order_fkey foreign key (org_id, order_id)
    references sales.orders (org_id, id),
  constraint ticket_instances_order_item_fkey foreign key (org_id, order_item_id)
    references sales.order_items (org_id, id),
  constraint ticket_instances_event_fkey foreign key (org_id, event_id)
    references events.events (org_id, id),
  constraint ticket_instances_ticket_type_fkey foreign key (org_id, ticket_type_id)
    references events.ticket_types (org_id, id),
  constraint ticket_instances_registration_fkey foreign key (org_id, registration_id)
    references sales.registrations (org_id, id),
  constraint ticket_instances_id_is_unique unique (id),
  constraint code_is_unique unique (code),
  constraint code_has_100_random_bits check (code ~ '^[0-9A-HJKMNP-TV-Z]{20}$'),
  constraint used_ticket_has_used_at check (status <> 'used' or used_at is not null),
  constraint refunded_at_is_set_iff_refunded check ((status = 'refunded') = (refunded_at is not null)),
  constraint void_has_time_and_reason
    check ((status = 'void') = (voided_at is not null) and (status = 'void') = (void_reason is not null)),
  constraint void_reason_is_known check (void_reason in ('cancelled', 'transferred', 'replaced'))
);
create index ticket_instances_order_idx on sales.ticket_instances (org_id, order_id);
create index ticket_instances_order_item_idx on sales.ticket_instances (org_id, order_item_id);
create index ticket_instances_event_idx
  on sales.ticket_instances (org_id, event_id, ticket_type_id, status);
create index ticket_instances_ticket_type_idx on sales.ticket_instances (org_id, ticket_type_id);
create index ticket_instances_registration_idx on sales.ticket_instances (org_id, registration_id);
alter table sales.ticket_instances enable row level security;
comment on table sales.ticket_instances is 'Tickets that paid orders yielded; each admits one person once.';
comment on column sales.ticket_instances.code is '20 characters of Crockford base32, 100 random bits.';
comment on column sales.ticket_instances.blocked_at is
  'Since when it admits nobody for now, because a bank took its money back; its status waits.';
comment on column sales.ticket_instances.transfer_id is
  'The transfer that issued it: a ticket of whoever accepted, not of the buyer of its order.';
comment on column sales.ticket_instances.qr_token is
  'What the QR shows: the code with a signature that a scanner can check offline. Set by the worker right after the sale.';

alter table sales.orders
  add constraint orders_change_ticket_fkey foreign key (org_id, change_ticket_id)
  references sales.ticket_instances (org_id, id);
