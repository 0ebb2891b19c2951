-- What the ticket limit of an org's plan is counted over; null where it has none.
create or replace function billing.limit_period_of(p_org_id uuid)
  returns billing.limit_period
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select p.limit_period from billing.plans as p where p.plan = billing.plan_of(p_org_id)
  );
end
$$;
revoke all on function billing.limit_period_of(uuid) from public;
