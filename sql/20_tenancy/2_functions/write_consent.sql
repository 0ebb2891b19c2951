-- Writes down what somebody said, unless it is what they said last, to the same text. Returns
-- {org_id, purpose, is_given, said_at}.
create or replace function tenancy.write_consent(p_consent tenancy.consents)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_last tenancy.consents;
begin
  perform pg_advisory_xact_lock(hashtextextended(
    'consent:' || p_consent.org_id || encode(p_consent.email_hash, 'hex') || p_consent.purpose, 0));
  select c.* into v_last
  from tenancy.consents as c
  where c.org_id = p_consent.org_id and c.email_hash = p_consent.email_hash
    and c.purpose = p_consent.purpose
  order by c.said_at desc, c.id desc
  limit 1;
  if v_last.is_given is distinct from p_consent.is_given
    or (p_consent.is_given and v_last.text_version <> p_consent.text_version)
  then
    insert into tenancy.consents (
      org_id, email_hash, purpose, is_given, text_version, language, source, request_id
    ) values (
      p_consent.org_id, p_consent.email_hash, p_consent.purpose, p_consent.is_given,
      p_consent.text_version, p_consent.language, p_consent.source,
      left(core.request_header('x-request-id'), 100)
    )
    returning * into v_last;
  end if;
  return jsonb_build_object(
    'org_id', v_last.org_id, 'purpose', v_last.purpose, 'is_given', v_last.is_given,
    'said_at', v_last.said_at);
end
$$;
revoke all on function tenancy.write_consent(tenancy.consents) from public;
