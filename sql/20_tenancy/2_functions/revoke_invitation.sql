-- Withdraws an open invitation; its token is worth nothing from then on. Repeating it changes
-- nothing. Called by public.revoke_invitation().
-- Locks: org, invitation. Raises not_allowed, not_found, missing_field, invalid_transition.
create or replace function tenancy.revoke_invitation(p_org_id uuid, p_invitation_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_caller_role tenancy.member_role := tenancy.authorise_and_lock(
    core.require_id('org_id', p_org_id), 'members.manage');
  v_invitation tenancy.org_invitations;
begin
  perform core.require_id('invitation_id', p_invitation_id);
  select i.* into v_invitation
  from tenancy.org_invitations as i
  where i.org_id = p_org_id and i.id = p_invitation_id
  for no key update;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'invitation', 'id', p_invitation_id));
  end if;
  perform tenancy.guard_owners(v_caller_role, v_invitation.role);
  if v_invitation.status <> 'revoked' then
    update tenancy.org_invitations as i
    set status = 'revoked', revoked_at = core.clock()
    where i.org_id = p_org_id and i.id = p_invitation_id
    returning i.* into v_invitation;
  end if;
  return jsonb_build_object(
    'org_id', p_org_id, 'invitation_id', v_invitation.id, 'email', v_invitation.email,
    'role', v_invitation.role, 'status', v_invitation.status
  );
end
$$;
revoke all on function tenancy.revoke_invitation(uuid, uuid) from public;
grant execute on function tenancy.revoke_invitation(uuid, uuid) to anon, authenticated;
