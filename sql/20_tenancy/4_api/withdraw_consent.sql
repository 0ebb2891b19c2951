create or replace function public.withdraw_consent(
  consent_token text default null,
  purpose text default null,
  org_id uuid default null,
  public_token text default null,
  email text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.withdraw_consent(
    withdraw_consent.consent_token, withdraw_consent.purpose, withdraw_consent.org_id,
    withdraw_consent.public_token, withdraw_consent.email)
$$;
revoke all on function public.withdraw_consent(text, text, uuid, text, text)
  from public, anon, authenticated, service_role;
grant execute on function public.withdraw_consent(text, text, uuid, text, text)
  to anon, authenticated;
comment on function public.withdraw_consent(text, text, uuid, text, text) is
  'Takes a consent back: by the consent_token of a mail alone, with the public_token of an order or reservation, signed in towards org_id, or as staff with consents.manage for an email. Repeating it changes nothing. Returns {org_id, purpose, is_given, said_at}. Errors: missing_field, invalid_field, invalid_email, token_unknown, sign_in_required, not_found, not_allowed.';
