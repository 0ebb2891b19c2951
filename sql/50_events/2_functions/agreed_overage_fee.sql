-- What a ticket above the plan's limit costs by agreement for an event, in cents; null where
-- nothing was agreed. A rule of billing.overage_rules.
create or replace function events.agreed_overage_fee(p_org_id uuid, p_event_id uuid)
  returns integer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select f.overage_fee_override
    from events.fee_overrides as f
    where f.org_id = p_org_id and f.event_id = p_event_id
  );
end
$$;
revoke all on function events.agreed_overage_fee(uuid, uuid) from public;
