create or replace view public.question_versions
with (security_invoker = true) as
select
  v.org_id,
  v.question_id,
  v.version,
  q.event_id,
  v.kind,
  v.label_nl,
  v.label_en,
  v.help_nl,
  v.help_en,
  v.is_required,
  v.options,
  v.rules,
  v.condition,
  v.created_at
from events.question_versions as v
inner join events.questions as q on q.org_id = v.org_id and q.id = v.question_id
where q.deleted_at is null;
revoke all on public.question_versions from anon, authenticated, service_role;
grant select on public.question_versions to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.question_versions
  for each row execute function core.tg__read_only();
comment on view public.question_versions is
  'What each question asked in all its versions, for staff with org.read. An answer names the version that it answered.';
