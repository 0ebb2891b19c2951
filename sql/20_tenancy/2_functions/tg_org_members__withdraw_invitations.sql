-- An invitation is worth what its inviter may still grant: when a member goes or is demoted, the
-- open invitations that they could no longer send are revoked. Otherwise somebody about to be
-- removed could leave a door open for a second address of their own.
create or replace function tenancy.tg_org_members__withdraw_invitations()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update tenancy.org_invitations as i
  set status = 'revoked', revoked_at = core.clock()
  where i.org_id = old.org_id
    and i.invited_by = old.user_id
    and i.status = 'pending'
    and not tenancy.may_invite(old.org_id, old.user_id, i.role);
  return null;
end
$$;
revoke all on function tenancy.tg_org_members__withdraw_invitations() from public;
