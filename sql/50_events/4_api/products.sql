create or replace view public.products
with (security_invoker = true) as
select
  p.org_id,
  p.id,
  p.event_id,
  p.ticket_type_id,
  p.scope,
  p.name,
  p.description,
  p.price,
  p.vat_rate,
  p.capacity,
  p.is_required,
  p.max_quantity,
  p.personalisation_label,
  p.personalisation_max_length,
  p.sort_order,
  p.is_active,
  p.created_at,
  p.updated_at,
  p.deleted_at
from events.products as p
where p.deleted_at is null;
revoke all on public.products from anon, authenticated, service_role;
grant select on public.products to authenticated;
grant insert (
  org_id, event_id, ticket_type_id, scope, name, description, price, vat_rate, capacity,
  is_required, max_quantity, personalisation_label, personalisation_max_length, sort_order,
  is_active
) on public.products to authenticated;
grant update (
  ticket_type_id, scope, name, description, price, vat_rate, capacity, is_required,
  max_quantity, personalisation_label, personalisation_max_length, sort_order, is_active,
  deleted_at
) on public.products to authenticated;
comment on view public.products is
  'What events sell beside starts, for staff: insert and update with events.manage. Prices in cents, VAT included.';
comment on column public.products.ticket_type_id is 'The ticket type that it is sold with; null: all of them.';
comment on column public.products.scope is 'ticket: goes with each ticket; order: once per order.';
comment on column public.products.vat_rate is 'Basis points: 2100 is 21 %, also when left out.';
comment on column public.products.capacity is 'Stock of all variants together; null is unlimited. Never below what is sold and held, which capacity_pools tells.';
comment on column public.products.is_required is 'Each ticket, or order, must have at least one.';
comment on column public.products.max_quantity is 'How many per ticket, or per order.';
comment on column public.products.personalisation_label is 'What to ask for, e.g. the name to engrave; null: nothing.';
comment on column public.products.deleted_at is 'Set it to delete the product; an owner can restore it.';
