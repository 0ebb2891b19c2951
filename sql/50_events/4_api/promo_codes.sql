create or replace view public.promo_codes
with (security_invoker = true) as
select
  c.org_id,
  c.id,
  c.event_id,
  c.code,
  c.kind,
  c.value,
  c.scope,
  c.max_uses,
  c.starts_at,
  c.ends_at,
  c.is_active,
  c.created_at,
  c.updated_at,
  c.deleted_at,
  case when c.org_id = any (array(select tenancy.orgs_with('orders.read'))) then coalesce((
    select k.capacity - sum(l.remaining)
    from events.capacity_pools as k
    join events.capacity_lanes as l on l.org_id = k.org_id and l.pool_id = k.id
    where k.org_id = c.org_id and k.id = c.id
    group by k.capacity
  ), 0) end as used,
  case when c.org_id = any (array(select tenancy.orgs_with('orders.read'))) then
    c.max_uses - coalesce((
    select k.capacity - sum(l.remaining)
    from events.capacity_pools as k
    join events.capacity_lanes as l on l.org_id = k.org_id and l.pool_id = k.id
    where k.org_id = c.org_id and k.id = c.id
    group by k.capacity
  ), 0) end as uses_left
from events.promo_codes as c
where c.deleted_at is null;
revoke all on public.promo_codes from anon, authenticated, service_role;
grant select on public.promo_codes to authenticated;
grant insert (
  org_id, event_id, code, kind, value, scope, max_uses, starts_at, ends_at, is_active
) on public.promo_codes to authenticated;
grant update (
  code, kind, value, scope, max_uses, starts_at, ends_at, is_active, deleted_at
) on public.promo_codes to authenticated;
comment on view public.promo_codes is
  'Discounts for whoever knows the code, for staff: insert and update with events.manage. promo_code_ticket_types says what they are for.';
comment on column public.promo_codes.code is 'Kept in capitals; buyers may type it as they like.';
comment on column public.promo_codes.value is 'Basis points of a percentage (1000 is 10 %), cents of an amount.';
comment on column public.promo_codes.scope is
  'order: once off what its tickets cost, one use; ticket: off each ticket, a use for each.';
comment on column public.promo_codes.max_uses is 'null: any number. Never below what is used.';
comment on column public.promo_codes.used is
  'Uses in orders that are paid or hold places; for staff with orders.read, else null.';
comment on column public.promo_codes.uses_left is
  'For staff with orders.read; null: any number.';
comment on column public.promo_codes.deleted_at is 'Set it to delete the code; an owner can restore it.';
