-- The e-mail addresses of everybody in the caller's orgs, in one set: public.org_members joins it,
-- so that it is read once per statement. Definer, because nobody may read auth.users.
create or replace function tenancy.member_emails()
  returns table (user_id uuid, email text)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    select distinct u.id, u.email::text
    from tenancy.org_members as m
    inner join auth.users as u on u.id = m.user_id
    where m.org_id = any (array(select tenancy.orgs_with('org.read')));
end
$$;
revoke all on function tenancy.member_emails() from public;
grant execute on function tenancy.member_emails() to authenticated;
