-- Members see who else belongs to their org.
-- NOTE: insert, update and delete are not granted, because joining, changing roles and leaving have
-- rules of their own: accept_invitation, change_member_role, remove_member, leave_org.
revoke all on tenancy.org_members from anon, authenticated, service_role;
grant select (org_id, user_id, role, created_at) on tenancy.org_members to authenticated;

create policy select_members on tenancy.org_members
  for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('org.read'))));

create constraint trigger _200_keep_an_owner after update or delete on tenancy.org_members
  deferrable initially immediate
  for each row when (old.role = 'owner') execute function tenancy.tg__keep_an_owner();
create trigger _300_withdraw_invitations after update of role or delete on tenancy.org_members
  for each row execute function tenancy.tg_org_members__withdraw_invitations();
create trigger _900_audit after insert or update or delete on tenancy.org_members
  for each row execute function core.tg__audit('member');
