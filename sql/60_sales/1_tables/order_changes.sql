-- requires: orders
--
-- What is done when an order that changes a ticket has been settled: one row per purpose, written
-- by whoever offers that change. Signature:
--   function  (p_order sales.orders, p_is_held boolean) returns void: carries the change out, in
--             the transaction of its payment, or raises why it is impossible by now. The order is
--             locked, and paid already; p_is_held says whether it holds its places, which late
--             money does not. Takes and gives back capacity itself, last.

create table sales.order_changes (
  purpose sales.order_purpose not null,
  function text not null,
  description text not null,
  constraint order_changes_pkey primary key (purpose),
  constraint a_sale_changes_nothing check (purpose <> 'sale'),
  constraint function_has_its_full_name check (function ~ '^[a-z_]+\.[a-z0-9_]+$')
);
alter table sales.order_changes enable row level security;
comment on table sales.order_changes is 'What carries out the orders that change tickets.';
