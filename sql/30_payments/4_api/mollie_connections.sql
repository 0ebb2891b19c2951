create or replace view public.mollie_connections
with (security_invoker = true) as
select
  c.org_id,
  c.id,
  c.mollie_organization_id,
  c.organization_name,
  c.mode,
  c.status,
  c.is_current,
  c.scopes,
  c.profile_id,
  c.profiles,
  c.onboarding_status,
  c.can_receive_payments,
  c.can_receive_settlements,
  c.dashboard_url,
  c.connected_by,
  c.connected_at,
  c.checked_at,
  c.expired_at,
  c.revoked_at,
  c.created_at,
  c.updated_at
from payments.mollie_connections as c;
revoke all on public.mollie_connections from anon, authenticated, service_role;
grant select on public.mollie_connections to authenticated;
comment on view public.mollie_connections is 'Accounts at the payment provider that an org connected, for staff with payments.connect. is_current is the one that new payments run on; it takes payments while status is active and can_receive_payments is true. Until then dashboard_url is where its owner completes what is missing. Tokens are nowhere in the API.';
