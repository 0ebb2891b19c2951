-- Notes that the terms of all orgs on a plan changed, with the plan's.
create or replace function billing.tg_plans__limits()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into billing.limit_changes as c (org_id)
  select s.org_id
  from billing.subscriptions as s
  where s.plan = new.plan and s.status in ('active', 'past_due')
  order by s.org_id
  on conflict (org_id) do update set due_at = least(c.due_at, excluded.due_at);
  return null;
end
$$;
revoke all on function billing.tg_plans__limits() from public;
