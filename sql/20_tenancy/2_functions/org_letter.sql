-- What a mail to an org says of it, and to whom it goes: to the address of the org, else to the one
-- who has owned it longest. {email, language, org_name}
create or replace function tenancy.org_letter(p_org_id uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'email', coalesce(g.email, (
        select u.email
        from tenancy.org_members as m
        join auth.users as u on u.id = m.user_id
        where m.org_id = g.id and m.role = 'owner'
        order by m.created_at, m.user_id
        limit 1
      )),
      'language', g.language,
      'org_name', g.name
    )
    from tenancy.orgs as g
    where g.id = p_org_id
  );
end
$$;
revoke all on function tenancy.org_letter(uuid) from public;
