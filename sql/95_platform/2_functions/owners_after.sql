-- The next owners of living orgs after an id, each once: their address, and the language of the
-- first of their orgs. One step along the index of members for each.
create or replace function platform.owners_after(p_user_id uuid, p_limit integer)
  returns table (user_id uuid, email text, language text)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    select m.user_id, u.email::text, min(o.language)
    from tenancy.org_members as m
    join tenancy.orgs as o on o.id = m.org_id and o.deleted_at is null
    join auth.users as u on u.id = m.user_id and u.email <> ''
    where m.role = 'owner' and (p_user_id is null or m.user_id > p_user_id)
    group by m.user_id, u.email
    order by m.user_id
    limit p_limit;
end
$$;
revoke all on function platform.owners_after(uuid, integer) from public;
