create or replace function public.message_participants(
  event_id uuid default null,
  texts jsonb default null,
  ticket_type_id uuid default null,
  wave_id uuid default null,
  idempotency_key text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.message_participants(
    message_participants.event_id, message_participants.texts,
    message_participants.ticket_type_id, message_participants.wave_id,
    message_participants.idempotency_key)
$$;
revoke all on function public.message_participants(uuid, jsonb, uuid, uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.message_participants(uuid, jsonb, uuid, uuid, text)
  to authenticated;
comment on function public.message_participants(uuid, jsonb, uuid, uuid, text) is
  'Mails everybody who takes part in an event, with a ticket type or in a wave, once per address and in their language. texts: {"nl": {"subject", "text"}, "en": …}, plain text in one language or both. Needs participants.message. Returns {message_id, recipients}. Errors: missing_field, invalid_field, sign_in_required, not_found, not_allowed, nobody_to_tell, rate_limited, org_suspended, idempotency_key_reused.';
