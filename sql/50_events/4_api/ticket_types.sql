create or replace view public.ticket_types
with (security_invoker = true) as
select
  t.org_id,
  t.id,
  t.event_id,
  t.name,
  t.description,
  t.price,
  t.currency,
  t.vat_rate,
  t.capacity,
  t.sales_start,
  t.sales_end,
  t.min_per_order,
  t.max_per_order,
  t.sort_order,
  t.is_active,
  t.created_at,
  t.updated_at,
  t.deleted_at
from events.ticket_types as t
where t.deleted_at is null;
revoke all on public.ticket_types from anon, authenticated, service_role;
grant select on public.ticket_types to authenticated;
grant insert (
  org_id, event_id, name, description, price, currency, vat_rate, capacity, sales_start, sales_end,
  min_per_order, max_per_order, sort_order, is_active
) on public.ticket_types to authenticated;
grant update (
  name, description, price, vat_rate, capacity, sales_start, sales_end, min_per_order,
  max_per_order, sort_order, is_active, deleted_at
) on public.ticket_types to authenticated;
comment on view public.ticket_types is
  'What events sell, for staff: insert and update with events.manage. Prices in cents, VAT included.';
comment on column public.ticket_types.vat_rate is 'Basis points: 900 is 9 %.';
comment on column public.ticket_types.capacity is 'Places; null is unlimited. Never below what is sold and held.';
