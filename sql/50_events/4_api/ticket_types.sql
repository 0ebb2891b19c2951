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
  t.min_age,
  t.max_age,
  t.requires_licence,
  t.licence_pattern,
  t.team_min,
  t.team_max,
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
  org_id, event_id, name, description, price, currency, vat_rate, capacity, sales_start,
  sales_end, min_per_order, max_per_order, min_age, max_age, requires_licence, licence_pattern,
  team_min, team_max, sort_order, is_active
) on public.ticket_types to authenticated;
grant update (
  name, description, price, vat_rate, capacity, sales_start, sales_end, min_per_order,
  max_per_order, min_age, max_age, requires_licence, licence_pattern, team_min, team_max,
  sort_order, is_active, deleted_at
) on public.ticket_types to authenticated;
comment on view public.ticket_types is
  'What events sell, for staff: insert and update with events.manage. Prices in cents, VAT included.';
comment on column public.ticket_types.vat_rate is
  'Basis points: 900 is 9 %. That of the events settings when left out.';
comment on column public.ticket_types.capacity is
  'Places; null is unlimited. Never below what is sold and held.';
comment on column public.ticket_types.min_age is
  'In years on race day.';
comment on column public.ticket_types.licence_pattern is
  'A regular expression that a licence number must match; null: any will do.';
comment on column public.ticket_types.team_max is
  'One ticket is one team of team_min to team_max people; null: one person.';
