-- Those who manage members see whom the org invited; the hash of the token nobody sees.
-- NOTE: insert, update and delete are not granted, because invite_member, revoke_invitation and
-- accept_invitation do it, with the mail, the limits and the races that go with it.
revoke all on tenancy.org_invitations from anon, authenticated, service_role;
grant select (
  org_id, id, email, role, invited_by, status, expires_at, accepted_at, revoked_at, expired_at,
  created_at
) on tenancy.org_invitations to authenticated;

create policy select_managers on tenancy.org_invitations
  for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('members.manage'))));

create trigger _200_transition before insert or update of status on tenancy.org_invitations
  for each row execute function core.tg__transition('invitation');
create trigger _900_audit after insert or update or delete on tenancy.org_invitations
  for each row execute function core.tg__audit('invitation', 'email', 'token_hash');

insert into core.sweeps (name, function, every, batch)
values ('tenancy.expire_invitations', 'tenancy.sweep_invitations', interval '5 minutes', 500);
