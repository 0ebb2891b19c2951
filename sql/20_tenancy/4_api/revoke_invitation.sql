-- The front door of tenancy.revoke_invitation(), which says what it does and refuses.
create or replace function public.revoke_invitation(
  org_id uuid default null,
  invitation_id uuid default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select tenancy.revoke_invitation(revoke_invitation.org_id, revoke_invitation.invitation_id)
$$;
revoke all on function public.revoke_invitation(uuid, uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.revoke_invitation(uuid, uuid) to anon, authenticated;
comment on function public.revoke_invitation(uuid, uuid) is
  'Withdraws an open invitation (permission members.manage). Returns {org_id, invitation_id, '
  'email, role, status}.';
