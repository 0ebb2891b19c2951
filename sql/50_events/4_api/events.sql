create or replace view public.events
with (security_invoker = true) as
select
  e.org_id,
  e.id,
  e.title,
  e.slug,
  e.sport,
  e.description,
  e.location_name,
  e.location_address,
  e.time_zone,
  e.starts_at,
  e.ends_at,
  e.status,
  e.published_at,
  e.closed_at,
  e.cancelled_at,
  e.created_at,
  e.updated_at,
  e.deleted_at
from events.events as e
where e.deleted_at is null;
revoke all on public.events from anon, authenticated, service_role;
grant select on public.events to authenticated;
grant insert (
  org_id, title, slug, sport, description, location_name, location_address, time_zone, starts_at,
  ends_at
) on public.events to authenticated;
grant update (
  title, slug, sport, description, location_name, location_address, time_zone, starts_at, ends_at,
  deleted_at
) on public.events to authenticated;
comment on view public.events is
  'Events for staff: insert and update with events.manage; the status moves with publish_event, close_event, cancel_event.';
comment on column public.events.slug is 'Made from the title when left out.';
comment on column public.events.deleted_at is 'Set it to delete a draft.';
