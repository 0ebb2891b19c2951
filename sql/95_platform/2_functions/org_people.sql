-- The members of an org as administrators see them: [{user_id, email, role, member_since,
-- email_verified, last_sign_in_at}], owners first.
create or replace function platform.org_people(p_org_id uuid)
  returns jsonb
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'user_id', m.user_id, 'email', u.email, 'role', m.role, 'member_since', m.created_at,
    'email_verified', u.email_confirmed_at is not null, 'last_sign_in_at', u.last_sign_in_at)
    order by m.role, m.created_at, m.user_id), '[]')
  from tenancy.org_members as m
  join auth.users as u on u.id = m.user_id
  where m.org_id = p_org_id
$$;
revoke all on function platform.org_people(uuid) from public;
