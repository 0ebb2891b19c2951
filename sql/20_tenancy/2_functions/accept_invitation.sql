-- Makes the signed-in user a member of the org that invited them. The invitation is consumed by
-- the first statement that touches it, so of two who come at once one waits and finds it used;
-- whatever is refused afterwards rolls that back. What makes guessing hopeless is the token's 256
-- bits: a refused try takes its count of the rate limit back with it. Called by
-- public.accept_invitation().
-- Locks: the invitation. Raises sign_in_required, missing_field, rate_limited,
-- invitation_not_valid, invitation_for_other_email, already_a_member, try_again.
create or replace function tenancy.accept_invitation(p_token text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
  set lock_timeout = '3s'
as $$
declare
  v_account record := tenancy.require_account();
  v_token_hash bytea := core.token_hash(core.require_text('token', p_token, 200));
  v_invitation tenancy.org_invitations;
  v_org tenancy.orgs;
begin
  perform core.hit_rate_limit('accept_invitation', v_account.user_id::text);
  begin
    update tenancy.org_invitations as i
    set status = 'accepted', accepted_at = core.clock()
    where i.token_hash = v_token_hash and i.status = 'pending' and i.expires_at > core.clock()
    returning i.* into v_invitation;
  exception when lock_not_available then
    perform core.fail('try_again');
  end;
  select o.* into v_org
  from tenancy.orgs as o
  where o.id = v_invitation.org_id and o.deleted_at is null;
  if not found
    or not tenancy.may_invite(v_org.id, v_invitation.invited_by, v_invitation.role)
  then
    perform core.fail('invitation_not_valid');
  end if;
  if v_invitation.email <> v_account.email then
    perform core.fail('invitation_for_other_email');
  end if;

  insert into tenancy.org_members (org_id, user_id, role)
  values (v_org.id, v_account.user_id, v_invitation.role)
  on conflict (org_id, user_id) do nothing;
  if not found then
    perform core.fail('already_a_member', jsonb_build_object('email', v_account.email));
  end if;
  return jsonb_build_object(
    'org_id', v_org.id, 'name', v_org.name, 'slug', v_org.slug, 'role', v_invitation.role);
end
$$;
revoke all on function tenancy.accept_invitation(text) from public;
grant execute on function tenancy.accept_invitation(text) to anon, authenticated;
