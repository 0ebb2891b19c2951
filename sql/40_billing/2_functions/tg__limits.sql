-- Notes that the terms of an org changed: its plan, or what was agreed with it.
create or replace function billing.tg__limits()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into billing.limit_changes as c (org_id)
  values (case tg_op when 'DELETE' then old.org_id else new.org_id end)
  on conflict (org_id) do update set due_at = least(c.due_at, excluded.due_at);
  return null;
end
$$;
revoke all on function billing.tg__limits() from public;
