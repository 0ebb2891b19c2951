create or replace view public.faq_entries
with (security_invoker = true) as
select
  f.org_id,
  f.id,
  f.event_id,
  f.language,
  f.question,
  f.answer,
  f.sort_order,
  f.created_at,
  f.updated_at,
  f.deleted_at
from events.faq_entries as f
where f.deleted_at is null;
revoke all on public.faq_entries from anon, authenticated, service_role;
grant select on public.faq_entries to authenticated;
grant insert (
  org_id, event_id, language, question, answer, sort_order
) on public.faq_entries to authenticated;
grant update (
  language, question, answer, sort_order, deleted_at
) on public.faq_entries to authenticated;
comment on view public.faq_entries is
  'Questions with answers on event pages, for staff: insert and update with events.manage.';
comment on column public.faq_entries.deleted_at is
  'Set it to delete the entry.';
