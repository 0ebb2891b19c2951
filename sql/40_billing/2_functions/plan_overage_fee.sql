-- What a ticket above the limit costs by an org's plan, or as was agreed; null where it has no plan
-- or sales stop at the limit. A rule of billing.overage_rules.
create or replace function billing.plan_overage_fee(p_org_id uuid, p_event_id uuid)
  returns integer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (billing.limit_of(p_org_id)).overage_amount;
end
$$;
revoke all on function billing.plan_overage_fee(uuid, uuid) from public;
