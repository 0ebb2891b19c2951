-- What somebody agreed to, of marketing by an org: {version, language, given_at}; null where their
-- last word was no yes, and then nobody else learns of them.
create or replace function integrations.consent_of(p_org_id uuid, p_email text)
  returns jsonb
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select case when c.is_given then jsonb_build_object(
    'version', c.text_version, 'language', c.language, 'given_at', c.said_at) end
  from tenancy.consents as c
  where c.org_id = p_org_id
    and c.email_hash = tenancy.email_hash(p_org_id, p_email)
    and c.purpose = 'marketing'
  order by c.said_at desc, c.id desc
  limit 1
$$;
revoke all on function integrations.consent_of(uuid, text) from public;
