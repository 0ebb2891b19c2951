-- The platform's fee that was agreed for an event, in basis points; null where none was. A rule of
-- payments.fee_rules.
create or replace function events.agreed_fee(p_org_id uuid, p_event_id uuid)
  returns integer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select f.platform_fee_override
    from events.fee_overrides as f
    where f.org_id = p_org_id and f.event_id = p_event_id
  );
end
$$;
revoke all on function events.agreed_fee(uuid, uuid) from public;
