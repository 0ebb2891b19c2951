create or replace view public.event_images
with (security_invoker = true) as
select
  i.org_id,
  i.id,
  i.event_id,
  i.reference,
  i.alt_nl,
  i.alt_en,
  i.sort_order,
  i.created_at,
  i.updated_at,
  i.deleted_at
from events.event_images as i
where i.deleted_at is null;
revoke all on public.event_images from anon, authenticated, service_role;
grant select on public.event_images to authenticated;
grant insert (
  org_id, event_id, reference, alt_nl, alt_en, sort_order
) on public.event_images to authenticated;
grant update (
  reference, alt_nl, alt_en, sort_order, deleted_at
) on public.event_images to authenticated;
comment on view public.event_images is
  'Images of event pages by reference, for staff: insert and update with events.manage.';
comment on column public.event_images.reference is
  'A path in Supabase Storage or an https address.';
comment on column public.event_images.deleted_at is
  'Set it to delete the image.';
