create or replace view public.event_contents
with (security_invoker = true) as
select
  c.org_id,
  c.event_id,
  c.language,
  c.title,
  c.description,
  c.location,
  c.created_at,
  c.updated_at
from events.event_contents as c;
revoke all on public.event_contents from anon, authenticated, service_role;
grant select on public.event_contents to authenticated;
grant insert (
  org_id, event_id, language, title, description, location
) on public.event_contents to authenticated;
grant update (
  title, description, location
) on public.event_contents to authenticated;
comment on view public.event_contents is
  'The texts of event pages, one row per event and language (nl, en), for staff: insert and update with events.manage. Where a language has no text, the events own is shown.';
comment on column public.event_contents.title is
  'Instead of the title of the event.';
comment on column public.event_contents.description is
  'Instead of the description of the event.';
comment on column public.event_contents.location is
  'How to get there, where to park.';
