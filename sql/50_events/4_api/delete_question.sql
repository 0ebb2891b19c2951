create or replace function public.delete_question(question_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select events.delete_question(delete_question.question_id)
$$;
revoke all on function public.delete_question(uuid) from public, anon, authenticated, service_role;
grant execute on function public.delete_question(uuid) to authenticated;
comment on function public.delete_question(uuid) is
  'Deletes a question; answers to it stay. Needs events.manage. Returns {question_id}. '
  'Errors: missing_field, not_found, not_allowed, question_is_needed (names the questions whose condition looks at it).';
