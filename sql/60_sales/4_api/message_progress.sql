create or replace function public.message_progress(message_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.message_progress(message_progress.message_id)
$$;
revoke all on function public.message_progress(uuid) from public, anon, authenticated, service_role;
grant execute on function public.message_progress(uuid) to authenticated;
comment on function public.message_progress(uuid) is
  'How far a message to participants is: {message_id, recipients, waiting, delivered, failed}. Needs registrations.read. Errors: missing_field, sign_in_required, not_found, not_allowed.';
