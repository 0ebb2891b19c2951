-- Whom the caller's orgs invited, for those who manage members.
create or replace view public.org_invitations
  with (security_invoker = true)
as
select
  i.org_id,
  i.id,
  i.email,
  i.role,
  i.invited_by,
  i.status,
  i.expires_at,
  i.accepted_at,
  i.revoked_at,
  i.expired_at,
  i.created_at
from tenancy.org_invitations as i;
revoke all on public.org_invitations from anon, authenticated, service_role;
grant select on public.org_invitations to authenticated;
comment on view public.org_invitations is
  'Invitations to your organisations (permission members.manage). Changed with invite_member and '
  'revoke_invitation.';
comment on column public.org_invitations.invited_by is 'User id; null when that account is gone.';
comment on column public.org_invitations.expires_at is
  'From this moment on it can no longer be accepted.';
comment on column public.org_invitations.expired_at is
  'When it was marked as expired, some time after expires_at.';
