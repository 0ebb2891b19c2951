-- The plan whose terms hold for an org now; null where it has none, or its first payment is still
-- awaited. One that is past due holds until it ends.
create or replace function billing.plan_of(p_org_id uuid)
  returns billing.plan
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select s.plan
    from billing.subscriptions as s
    where s.org_id = p_org_id and s.status in ('active', 'past_due')
  );
end
$$;
revoke all on function billing.plan_of(uuid) from public;
