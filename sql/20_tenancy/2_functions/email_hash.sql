-- By what an org finds somebody again whose address it does not keep: a hash of the e-mail address
-- with a key of the database, another one in every org. Without the key nobody can try addresses.
create or replace function tenancy.email_hash(p_org_id uuid, p_email text)
  returns bytea
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select extensions.hmac(
      uuid_send(p_org_id) || convert_to(lower(btrim(p_email)), 'UTF8'), s.value, 'sha256')
    from core.secrets as s
    where s.name = 'email_hash'
  );
end
$$;
revoke all on function tenancy.email_hash(uuid, text) from public;
