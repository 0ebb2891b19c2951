create or replace view public.published_events
with (security_invoker = true) as
select
  e.id,
  e.org_id,
  e.title,
  e.slug,
  e.sport,
  e.location_name,
  e.location_address,
  e.time_zone,
  e.starts_at,
  e.ends_at
from events.events as e
where e.status = 'published' and e.deleted_at is null;
revoke all on public.published_events from anon, authenticated, service_role;
grant select on public.published_events to anon, authenticated;
comment on view public.published_events is
  'Events on sale, for everyone. Filter and order as you like; get_event gives one with its tickets.';
