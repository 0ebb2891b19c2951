create or replace view public.questions
with (security_invoker = true) as
select
  q.org_id,
  q.id,
  q.event_id,
  q.ticket_type_id,
  q.version,
  v.kind,
  v.label_nl,
  v.label_en,
  v.help_nl,
  v.help_en,
  v.is_required,
  v.options,
  v.rules,
  v.condition,
  q.sort_order,
  q.is_active,
  q.created_at,
  q.updated_at
from events.questions as q
inner join events.question_versions as v
  on v.org_id = q.org_id and v.question_id = q.id and v.version = q.version
where q.deleted_at is null;
revoke all on public.questions from anon, authenticated, service_role;
grant select on public.questions to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.questions
  for each row execute function core.tg__read_only();
comment on view public.questions is
  'What events ask of participants now, for staff with org.read; written with save_question, delete_question, order_questions.';
comment on column public.questions.ticket_type_id is 'Null: asked of all ticket types.';
comment on column public.questions.version is 'Counts the changes of what is asked.';
comment on column public.questions.options is
  'Of choices: [{"value": text, "label_nl": text, "label_en": text}], in order.';
comment on column public.questions.rules is
  '{"min", "max"} for number and date, {"max_length"} for text, {"max_choices"} for multiple_choice.';
comment on column public.questions.condition is
  '{"question_id": uuid, "any_of": [values]}: asked only when that answer is one of these.';
