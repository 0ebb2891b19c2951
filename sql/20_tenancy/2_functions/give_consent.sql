-- Somebody agrees to a purpose: with the token of an order or reservation, or signed in towards an
-- org. Saying the same again changes nothing. Returns {org_id, purpose, is_given, said_at}. Raises
-- missing_field, invalid_field, token_unknown, sign_in_required, not_found.
create or replace function tenancy.give_consent(
  p_purpose text,
  p_text_version text,
  p_language text,
  p_org_id uuid,
  p_public_token text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_consent tenancy.consents;
  v_email text;
begin
  select w.org_id, w.email, w.source into v_consent.org_id, v_email, v_consent.source
  from tenancy.who_consents(p_org_id, p_public_token) as w;
  v_consent.email_hash := tenancy.email_hash(v_consent.org_id, v_email);
  v_consent.purpose := tenancy.read_purpose(p_purpose);
  v_consent.is_given := true;
  v_consent.text_version := core.require_text('text_version', p_text_version, 50);
  v_consent.language := core.request_language(p_language);
  return tenancy.write_consent(v_consent);
end
$$;
revoke all on function tenancy.give_consent(text, text, text, uuid, text) from public;
grant execute on function tenancy.give_consent(text, text, text, uuid, text)
  to anon, authenticated;
