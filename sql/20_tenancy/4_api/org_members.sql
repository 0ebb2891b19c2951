-- Who belongs to the caller's orgs, with the addresses that tell them apart.
create or replace view public.org_members
  with (security_invoker = true)
as
select
  m.org_id,
  m.user_id,
  m.role,
  e.email,
  m.created_at
from tenancy.org_members as m
left join tenancy.member_emails() as e on e.user_id = m.user_id;
revoke all on public.org_members from anon, authenticated, service_role;
grant select on public.org_members to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.org_members
  for each row execute function core.tg__read_only();
comment on view public.org_members is
  'Members of your organisations. Changed with invite_member, change_member_role, remove_member '
  'and leave_org.';
comment on column public.org_members.role is 'What the role permits stands in role_permissions.';
