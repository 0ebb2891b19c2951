create or replace function public.order_questions(
  event_id uuid default null,
  question_ids uuid[] default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select events.order_questions(order_questions.event_id, order_questions.question_ids)
$$;
revoke all on function public.order_questions(uuid, uuid[])
  from public, anon, authenticated, service_role;
grant execute on function public.order_questions(uuid, uuid[]) to authenticated;
comment on function public.order_questions(uuid, uuid[]) is
  'Puts the questions of an event in order: all of them, each once, none before one that it depends on. Needs events.manage. '
  'Returns {event_id, question_ids}. Errors: missing_field, invalid_field, not_found, not_allowed.';
