-- The front door of platform.broadcast(), which says what it does and refuses.
create or replace function public.platform_broadcast(
  texts jsonb default null,
  idempotency_key text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.broadcast(platform_broadcast.texts, platform_broadcast.idempotency_key)
$$;
revoke all on function public.platform_broadcast(jsonb, text)
  from public, anon, authenticated, service_role;
grant execute on function public.platform_broadcast(jsonb, text) to authenticated;
comment on function public.platform_broadcast(jsonb, text) is
  'Mails everybody who owns an organisation, once each; for administrators of the platform. texts: {"nl": {"subject", "text"}, "en": …}, plain text in one language or both. A repeat with the same idempotency_key sends nothing. Returns {broadcast_id, texts, status, recipients, queued, failed, created_at, completed_at, stopped_at}. Errors: missing_field, invalid_field, rate_limited, idempotency_key_reused.';
