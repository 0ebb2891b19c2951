-- Invites somebody to an org by e-mail. The token goes into the mail and nowhere else. Inviting an
-- address again revokes its older invitation. Called by public.invite_member().
-- Locks: org. Raises not_allowed, not_found, missing_field, invalid_field, invalid_email,
-- already_a_member, rate_limited.
create or replace function tenancy.invite_member(p_org_id uuid, p_email text, p_role text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_caller_role tenancy.member_role := tenancy.authorise_and_lock(
    core.require_id('org_id', p_org_id), 'members.manage');
  v_email text := core.require_email('email', p_email);
  v_role tenancy.member_role := tenancy.require_role('role', p_role);
  v_token text := core.new_token();
  v_invitation tenancy.org_invitations;
begin
  perform tenancy.guard_owners(v_caller_role, v_role);
  perform core.hit_rate_limit('invite_member', p_org_id::text, p_org_id);
  perform 1
  from tenancy.org_members as m
  inner join auth.users as u on u.id = m.user_id
  where m.org_id = p_org_id and lower(u.email) = v_email;
  if found then
    perform core.fail('already_a_member', jsonb_build_object('email', v_email));
  end if;

  update tenancy.org_invitations as i
  set status = 'revoked', revoked_at = core.clock()
  where i.org_id = p_org_id and i.email = v_email and i.status = 'pending';
  insert into tenancy.org_invitations (org_id, email, role, token_hash, invited_by, expires_at)
  values (
    p_org_id, v_email, v_role, core.token_hash(v_token), auth.uid(),
    core.clock() + make_interval(days => core.setting('tenancy.invitation_days')::integer)
  )
  returning * into v_invitation;
  perform tenancy.emit_invitation(v_invitation, v_token);
  return jsonb_build_object(
    'org_id', p_org_id, 'invitation_id', v_invitation.id, 'email', v_email, 'role', v_role,
    'status', v_invitation.status, 'expires_at', v_invitation.expires_at
  );
end
$$;
revoke all on function tenancy.invite_member(uuid, text, text) from public;
grant execute on function tenancy.invite_member(uuid, text, text) to anon, authenticated;
