-- Gives orgs that brought their keys another one, derived from the new key of this database, for
-- ids from `p_from_id` on.
create or replace function core.replace_org_keys(p_from_id uuid, p_value bytea)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  with ended as (
    update core.org_keys as k
    set until_id = p_from_id
    where k.from_id < p_from_id and k.until_id = 'ffffffff-ffff-ffff-ffff-ffffffffffff'
    returning k.org_id
  )
  insert into core.org_keys (org_id, from_id, value)
  select e.org_id, p_from_id, extensions.hmac(uuid_send(e.org_id), p_value, 'sha256')
  from ended as e;
end
$$;
revoke all on function core.replace_org_keys(uuid, bytea) from public;
