-- Notes that the terms of all orgs changed: plans are required from now on, or no longer.
create or replace function billing.tg_settings__limits()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into billing.limit_changes as c (org_id)
  select o.id from tenancy.orgs as o order by o.id
  on conflict (org_id) do update set due_at = least(c.due_at, excluded.due_at);
  return null;
end
$$;
revoke all on function billing.tg_settings__limits() from public;
