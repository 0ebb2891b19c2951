-- What a token of tenancy.consent_token() says; no row for anything else. Any key
-- that the org ever had will do.
create or replace function tenancy.read_consent_token(p_token text)
  returns table (org_id uuid, email_hash bytea, purpose text)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_bytes bytea;
  v_org_id uuid;
begin
  if p_token !~ '^[A-Za-z0-9_-]{88,200}$' or length(p_token) % 4 = 1 then
    return;
  end if;
  v_bytes := decode(
    rpad(translate(p_token, '-_', '+/'), (length(p_token) + 3) / 4 * 4, '='), 'base64');
  v_org_id := encode(substr(v_bytes, 17, 16), 'hex')::uuid;
  if p_token in (
    select tenancy.sign_consent(k.value, substr(v_bytes, 17))
    from core.org_keys_of(v_org_id) as k
  ) then
    return query
      select v_org_id, substr(v_bytes, 33, 32),
        convert_from(substr(v_bytes, 65), 'UTF8');
  end if;
end
$$;
revoke all on function tenancy.read_consent_token(text) from public;
