create or replace function public.registration_history(
  registration_id uuid default null,
  public_token text default null
)
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select sales.registration_history(
    registration_history.registration_id, registration_history.public_token)
$$;
revoke all on function public.registration_history(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.registration_history(uuid, text) to anon, authenticated;
comment on function public.registration_history(uuid, text) is
  'What was changed of a registration after it was entered, newest first, for those who may change it: [{field, question_id, old_value, new_value, changed_at, changed_by}]. Of what is sensitive only that it changed. Errors: sign_in_required, missing_field, not_found.';
