-- After how many tickets of an event its sale stops by the org's plan; null: never. Without a plan
-- nothing is sold, where plans are required at all.
create or replace function billing.ticket_cap(p_org_id uuid)
  returns integer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_limits billing.limits;
begin
  if core.setting('billing.plans_required') <> 'true' then
    return null;
  end if;
  v_limits := billing.limit_of(p_org_id);
  return case when v_limits.overage_amount is null then v_limits.ticket_limit end;
end
$$;
revoke all on function billing.ticket_cap(uuid) from public;
