create or replace view public.registration_answers
with (security_invoker = true) as
select
  a.org_id,
  a.registration_id,
  r.event_id,
  a.question_id,
  a.version,
  v.kind,
  v.label_nl,
  v.label_en,
  v.options,
  a.value,
  a.created_at,
  a.updated_at
from sales.registration_answers as a
inner join sales.registrations as r on r.org_id = a.org_id and r.id = a.registration_id
inner join events.question_versions as v
  on v.org_id = a.org_id and v.question_id = a.question_id and v.version = a.version;
revoke all on public.registration_answers from anon, authenticated, service_role;
grant select on public.registration_answers to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.registration_answers
  for each row execute function core.tg__read_only();
comment on view public.registration_answers is
  'Answers of participants with the question as it was asked of them, for staff with registrations.read.';
comment on column public.registration_answers.version is 'Which version of the question was answered.';
comment on column public.registration_answers.options is 'Of choices: {value, label_nl, label_en}; the answer is one of the values.';
