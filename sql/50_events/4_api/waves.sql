create or replace view public.waves
with (security_invoker = true) as
select
  w.org_id,
  w.id,
  w.event_id,
  w.name,
  w.starts_at,
  w.capacity,
  w.sort_order,
  w.is_active,
  w.created_at,
  w.updated_at,
  w.deleted_at
from events.waves as w
where w.deleted_at is null;
revoke all on public.waves from anon, authenticated, service_role;
grant select on public.waves to authenticated;
grant insert (
  org_id, event_id, name, starts_at, capacity, sort_order, is_active
) on public.waves to authenticated;
grant update (
  name, starts_at, capacity, sort_order, is_active, deleted_at
) on public.waves to authenticated;
comment on view public.waves is
  'Who starts together, when, and how many fit; for staff: insert and update with events.manage. wave_ticket_types says which ticket types start in them.';
comment on column public.waves.starts_at is
  'Within the event. When the event moves and a wave would fall outside, all waves move with it.';
comment on column public.waves.capacity is 'Places; null is unlimited. Never below what is sold and held, which capacity_pools tells.';
comment on column public.waves.deleted_at is
  'Set it to delete a wave in which nobody has a place; an owner can restore it.';
