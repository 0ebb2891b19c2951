-- Room sales: orders and what they yield. It registers the payable kind `order`, so that payments
-- settles and releases orders without knowing them.

create schema sales;
comment on schema sales is 'Orders, order items, capacity claims, ticket instances.';
grant usage on schema sales to anon, authenticated, service_role;

create type sales.order_status as enum (
  'pending', 'paid', 'failed', 'cancelled', 'expired', 'overbooked', 'partially_refunded', 'refunded'
);
comment on type sales.order_status is 'Where an order stands.';

create type sales.ticket_instance_status as enum ('valid', 'used', 'refunded', 'void');
comment on type sales.ticket_instance_status is 'Whether a ticket instance admits its holder.';

create type sales.cart as (
  ticket_type_ids uuid[],
  quantities integer[]
);
comment on type sales.cart is 'What somebody wants: ticket types and how many of each, in order.';

create type sales.order_line as (
  ticket_type_id uuid,
  name text,
  quantity integer,
  unit_amount integer,
  vat_rate integer,
  vat_amount integer
);
comment on type sales.order_line is 'One line of a cart, priced. Cents and basis points.';

insert into core.transitions (machine, from_state, to_state, description) values
  ('order', 'new', 'pending', 'Placed; its capacity is held.'),
  ('order', 'new', 'paid', 'Placed, and free: settled at once.'),
  ('order', 'pending', 'paid', 'Paid.'),
  ('order', 'pending', 'failed', 'The payment failed; the hold is released.'),
  ('order', 'pending', 'cancelled', 'The payment was cancelled; the hold is released.'),
  ('order', 'pending', 'expired', 'Not paid in time; the hold is released.'),
  ('order', 'pending', 'overbooked', 'Paid, but the event was called off meanwhile: money goes back.'),
  ('order', 'failed', 'pending', 'Tried again; capacity is held anew.'),
  ('order', 'cancelled', 'pending', 'Tried again; capacity is held anew.'),
  ('order', 'expired', 'pending', 'Tried again; capacity is held anew.'),
  ('order', 'failed', 'paid', 'Late money, and there was still room.'),
  ('order', 'cancelled', 'paid', 'Late money, and there was still room.'),
  ('order', 'expired', 'paid', 'Late money, and there was still room.'),
  ('order', 'failed', 'overbooked', 'Late money and no room: it goes back by itself.'),
  ('order', 'cancelled', 'overbooked', 'Late money and no room: it goes back by itself.'),
  ('order', 'expired', 'overbooked', 'Late money and no room: it goes back by itself.'),
  ('order', 'overbooked', 'refunded', 'The money went back.'),
  ('order', 'paid', 'partially_refunded', 'Part of the money went back.'),
  ('order', 'paid', 'refunded', 'All of the money went back.'),
  ('order', 'partially_refunded', 'refunded', 'The rest of the money went back.'),
  ('ticket_instance', 'new', 'valid', 'Issued when its order is paid.'),
  ('ticket_instance', 'valid', 'used', 'Scanned at the door.'),
  ('ticket_instance', 'valid', 'refunded', 'Its money went back.'),
  ('ticket_instance', 'used', 'refunded', 'Its money went back after all.'),
  ('ticket_instance', 'valid', 'void', 'Cancelled, transferred or replaced.'),
  ('ticket_instance', 'used', 'valid', 'Reset at the door by an audited override.');

insert into core.settings (key, value, description) values
  ('sales.hold_minutes', '15', 'How long an order holds its places while it is not paid.'),
  ('sales.retry_hours', '24', 'How long after it was placed an unpaid order can still be paid.');
