-- The secret of a link by which one click takes back one consent: org, hash of the address and
-- purpose, signed with the newest key of the org. For mails that are sent because somebody agreed;
-- nothing is stored, and it stays good.
create or replace function tenancy.consent_token(p_org_id uuid, p_email text, p_purpose text)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return tenancy.sign_consent(
    (select k.value from core.org_keys_of(p_org_id) as k order by k.from_id desc limit 1),
    uuid_send(p_org_id) || tenancy.email_hash(p_org_id, p_email) || convert_to(p_purpose, 'UTF8'));
end
$$;
revoke all on function tenancy.consent_token(uuid, text, text) from public;
