-- requires: orders
--
-- What an order has taken from a capacity pool: held while it is pending, sold once it is paid. The
-- row goes when the places go back. For every pool: capacity = what its lanes hold + these rows.

create table sales.capacity_claims (
  org_id uuid not null,
  order_id uuid not null,
  pool_id uuid not null,
  quantity integer not null,
  constraint capacity_claims_pkey primary key (org_id, order_id, pool_id),
  constraint capacity_claims_order_fkey foreign key (org_id, order_id)
    references sales.orders (org_id, id),
  constraint capacity_claims_pool_fkey foreign key (org_id, pool_id)
    references events.capacity_pools (org_id, id),
  constraint quantity_is_positive check (quantity > 0)
);
create index capacity_claims_pool_idx on sales.capacity_claims (org_id, pool_id);
alter table sales.capacity_claims enable row level security;
comment on table sales.capacity_claims is 'Places that orders hold or have bought, per pool.';
