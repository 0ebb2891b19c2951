-- The platform's fee of what is sold for an event, in basis points: what was agreed for the event,
-- else that of its org.
create or replace function events.platform_fee(p_org_id uuid, p_event_id uuid)
  returns integer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return coalesce((
    select f.platform_fee_override
    from events.fee_overrides as f
    where f.org_id = p_org_id and f.event_id = p_event_id
  ), billing.platform_fee(p_org_id));
end
$$;
revoke all on function events.platform_fee(uuid, uuid) from public;
