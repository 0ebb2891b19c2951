-- The key of an org for what it keeps by a hash alone (tenancy.email_hash): the one of the moment
-- in which the org was made. It is never another one, because nobody could make those hashes anew.
create or replace function core.org_key(p_org_id uuid)
  returns bytea
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_key bytea;
begin
  select k.value into strict v_key
  from core.org_keys_of(p_org_id) as k
  where k.from_id <= p_org_id and k.until_id > p_org_id;
  return v_key;
end
$$;
revoke all on function core.org_key(uuid) from public;
