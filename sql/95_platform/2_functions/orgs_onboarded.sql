-- The orgs that are where a filter says: all steps of platform.onboarding_of() done (complete), not
-- all (incomplete), or a certain one not done yet. In one go over all orgs.
create or replace function platform.orgs_onboarded(p_filter text)
  returns setof uuid
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    select o.id
    from tenancy.orgs as o
    left join payments.mollie_connections as c on c.org_id = o.id and c.is_current
    left join platform.figures as f on f.org_id = o.id and f.grain = 'ever'
    cross join lateral (
      select
        o.id in (
          select m.org_id
          from tenancy.org_members as m
          join auth.users as u on u.id = m.user_id
          where m.role = 'owner' and u.email_confirmed_at is not null) as email_verified,
        coalesce(c.status in ('pending', 'active'), false) as mollie_connected,
        coalesce(c.onboarding_status = 'completed', false) as kyc_completed,
        exists (select 1 from events.events as e where e.org_id = o.id) as first_event_created,
        coalesce(f.tickets_sold > 0, false) as first_ticket_sold
    ) as s
    where case p_filter
      when 'email_verified' then not s.email_verified
      when 'mollie_connected' then not s.mollie_connected
      when 'kyc_completed' then not s.kyc_completed
      when 'first_event_created' then not s.first_event_created
      when 'first_ticket_sold' then not s.first_ticket_sold
      else (p_filter = 'complete') = (
        s.first_ticket_sold and s.kyc_completed and s.mollie_connected
        and s.email_verified and s.first_event_created)
    end;
end
$$;
revoke all on function platform.orgs_onboarded(text) from public;
