-- Puts the mail of a new invitation into the outbox, in the language of the org. The inviter goes
-- by the name in their account, or else their address; what they wrote there is bounded, for it
-- goes to somebody who does not know them.
create or replace function tenancy.emit_invitation(
  p_invitation tenancy.org_invitations,
  p_token text
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_org tenancy.orgs;
  v_inviter_name text;
begin
  select o.* into strict v_org from tenancy.orgs as o where o.id = p_invitation.org_id;
  select coalesce(
    nullif(btrim(left(regexp_replace(
      coalesce(nullif(u.raw_user_meta_data ->> 'name', ''), u.raw_user_meta_data ->> 'full_name'),
      '[[:cntrl:]]', ' ', 'g'), 100)), ''),
    u.email
  )
  into strict v_inviter_name
  from auth.users as u
  where u.id = p_invitation.invited_by;
  perform core.emit(
    v_org.id, 'invitation:' || p_invitation.id, 'email.invitation',
    jsonb_build_object(
      'email', p_invitation.email, 'language', v_org.language, 'org_name', v_org.name,
      'inviter_name', v_inviter_name, 'role', p_invitation.role, 'token', p_token,
      'expires_at', p_invitation.expires_at
    )
  );
end
$$;
revoke all on function tenancy.emit_invitation(tenancy.org_invitations, text) from public;
