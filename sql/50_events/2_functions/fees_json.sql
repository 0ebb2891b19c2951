-- What the platform asks of an event, as event_fees() says.
create or replace function events.fees_json(p_org_id uuid, p_event_id uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'event_id', p_event_id,
      'platform_fee', events.platform_fee(p_org_id, p_event_id),
      'overage_fee', billing.get_overage_fee(p_org_id, p_event_id),
      'plan', billing.plan_of(p_org_id),
      'platform_fee_override', f.platform_fee_override,
      'overage_fee_override', f.overage_fee_override,
      'fee_override_reason', f.fee_override_reason,
      'fee_override_set_at', f.fee_override_set_at)
    from (select) as one
    left join events.fee_overrides as f on f.org_id = p_org_id and f.event_id = p_event_id
  );
end
$$;
revoke all on function events.fees_json(uuid, uuid) from public;
