create or replace view public.price_tiers
with (security_invoker = true) as
select
  p.org_id,
  p.id,
  p.ticket_type_id,
  p.name,
  p.price,
  p.starts_at,
  p.ends_at,
  p.capacity,
  p.sort_order,
  p.is_active,
  p.created_at,
  p.updated_at,
  p.deleted_at
from events.price_tiers as p
where p.deleted_at is null;
revoke all on public.price_tiers from anon, authenticated, service_role;
grant select on public.price_tiers to authenticated;
grant insert (
  org_id, ticket_type_id, name, price, starts_at, ends_at, capacity, sort_order, is_active
) on public.price_tiers to authenticated;
grant update (
  name, price, starts_at, ends_at, capacity, sort_order, is_active, deleted_at
) on public.price_tiers to authenticated;
comment on view public.price_tiers is
  'Prices of ticket types by date and by quantity, for staff: insert and update with events.manage. The first in order that is open and has room for a whole line is its price. Cents, VAT included.';
comment on column public.price_tiers.capacity is
  'How many are sold at this price; null: any number. Never below what is sold and held.';
comment on column public.price_tiers.sort_order is
  'The order in which tiers are tried; then the cheapest first.';
comment on column public.price_tiers.deleted_at is
  'Set it to delete the tier.';
