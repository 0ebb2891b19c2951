-- Who of the members of the caller's orgs somebody acted for, in one set: public.impersonations
-- shows it to those with audit.read. Definer, because nobody may read the table.
create or replace function tenancy.impersonations_in_orgs()
  returns table (
    org_id uuid,
    id uuid,
    user_id uuid,
    reason text,
    can_write boolean,
    started_at timestamptz,
    expires_at timestamptz,
    ended_at timestamptz
  )
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    select m.org_id, i.id, i.user_id, i.reason, i.can_write, i.started_at, i.expires_at, i.ended_at
    from tenancy.org_members as m
    join core.impersonations as i on i.user_id = m.user_id
    where m.org_id = any (array(select tenancy.orgs_with('audit.read')))
      and i.started_at >= m.created_at;
end
$$;
revoke all on function tenancy.impersonations_in_orgs() from public;
grant execute on function tenancy.impersonations_in_orgs() to authenticated;
