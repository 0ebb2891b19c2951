-- The keys with which an org's tokens are made, and for which ids, the newest first: those that it
-- brought from another database, or else those derived from the keys of this database. They say
-- nothing of any other org's keys, so they may travel with the org.
create or replace function core.org_keys_of(p_org_id uuid)
  returns table (from_id uuid, until_id uuid, value bytea)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    select k.from_id, k.until_id, k.value
    from core.org_keys as k
    where k.org_id = p_org_id
    order by k.from_id desc;
  if not found then
    return query
      select s.from_id, s.until_id, extensions.hmac(uuid_send(p_org_id), s.value, 'sha256')
      from core.secrets as s
      where s.name = 'public_token'
      order by s.from_id desc;
  end if;
end
$$;
revoke all on function core.org_keys_of(uuid) from public;
