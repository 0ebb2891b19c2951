-- Somebody takes a consent back: by the link of a mail (which knows org, person and purpose), with
-- the token of an order or reservation, signed in, or by staff with consents.manage whom they told.
-- Repeating it changes nothing. Returns {org_id, purpose, is_given, said_at}. Raises missing_field,
-- invalid_field, token_unknown, sign_in_required, not_found, not_allowed.
create or replace function tenancy.withdraw_consent(
  p_consent_token text,
  p_purpose text,
  p_org_id uuid,
  p_public_token text,
  p_email text
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
  if p_consent_token is not null then
    select t.org_id, t.email_hash, t.purpose, 'link'
    into v_consent.org_id, v_consent.email_hash, v_consent.purpose, v_consent.source
    from tenancy.read_consent_token(p_consent_token) as t;
    if not found then
      perform core.fail('token_unknown');
    end if;
    perform core.act_as('guest');
  else
    if p_email is not null then
      perform tenancy.authorise(core.require_id('org_id', p_org_id), 'consents.manage');
      v_email := core.require_email('email', p_email);
      v_consent.org_id := p_org_id;
      v_consent.source := 'staff';
    else
      select w.org_id, w.email, w.source into v_consent.org_id, v_email, v_consent.source
      from tenancy.who_consents(p_org_id, p_public_token) as w;
    end if;
    v_consent.email_hash := tenancy.email_hash(v_consent.org_id, v_email);
    v_consent.purpose := tenancy.read_purpose(p_purpose);
  end if;
  v_consent.is_given := false;
  return tenancy.write_consent(v_consent);
end
$$;
revoke all on function tenancy.withdraw_consent(text, text, uuid, text, text) from public;
grant execute on function tenancy.withdraw_consent(text, text, uuid, text, text)
  to anon, authenticated;
