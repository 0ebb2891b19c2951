create or replace function public.give_consent(
  purpose text default null,
  text_version text default null,
  language text default null,
  org_id uuid default null,
  public_token text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.give_consent(
    give_consent.purpose, give_consent.text_version, give_consent.language, give_consent.org_id,
    give_consent.public_token)
$$;
revoke all on function public.give_consent(text, text, text, uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.give_consent(text, text, text, uuid, text)
  to anon, authenticated;
comment on function public.give_consent(text, text, text, uuid, text) is
  'Agrees to a purpose (such as marketing) in the words of text_version: with the public_token of an order or reservation, or signed in towards org_id. Saying it again changes nothing. Returns {org_id, purpose, is_given, said_at}. Errors: missing_field, invalid_field, token_unknown, sign_in_required, not_found.';
