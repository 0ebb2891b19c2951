-- How far an org has come: {email_verified, mollie_connected, kyc_completed, first_event_created,
-- first_ticket_sold}. The address is that of an owner; what was sold is as of the figures.
create or replace function platform.onboarding_of(p_org_id uuid)
  returns jsonb
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select jsonb_build_object(
    'email_verified', exists (
      select 1
      from tenancy.org_members as m
      join auth.users as u on u.id = m.user_id
      where m.org_id = p_org_id and m.role = 'owner' and u.email_confirmed_at is not null),
    'mollie_connected', coalesce(c.status in ('pending', 'active'), false),
    'kyc_completed', coalesce(c.onboarding_status = 'completed', false),
    'first_event_created', exists (
      select 1 from events.events as e where e.org_id = p_org_id),
    'first_ticket_sold', coalesce((
      select f.tickets_sold > 0
      from platform.figures as f
      where f.org_id = p_org_id and f.grain = 'ever'), false))
  from (select) as one
  left join payments.mollie_connections as c on c.org_id = p_org_id and c.is_current
$$;
revoke all on function platform.onboarding_of(uuid) from public;
