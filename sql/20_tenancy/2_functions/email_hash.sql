-- By what an org finds somebody again whose address it does not keep: a hash of the e-mail address
-- with the key of the org. Without the key nobody can try addresses; it goes along with the org.
create or replace function tenancy.email_hash(p_org_id uuid, p_email text)
  returns bytea
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return extensions.hmac(
    convert_to('email:' || lower(btrim(p_email)), 'UTF8'), core.org_key(p_org_id), 'sha256');
end
$$;
revoke all on function tenancy.email_hash(uuid, text) from public;
