-- The front door of tenancy.invite_member(), which says what it does and refuses.
create or replace function public.invite_member(
  org_id uuid default null,
  email text default null,
  role text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.invite_member(invite_member.org_id, invite_member.email, invite_member.role)
$$;
revoke all on function public.invite_member(uuid, text, text)
  from public, anon, authenticated, service_role;
grant execute on function public.invite_member(uuid, text, text) to anon, authenticated;
comment on function public.invite_member(uuid, text, text) is
  'Invites somebody by e-mail (permission members.manage; owners.manage for the role owner). '
  'Returns {org_id, invitation_id, email, role, status, expires_at}. Inviting an address again '
  'revokes its older invitation.';
