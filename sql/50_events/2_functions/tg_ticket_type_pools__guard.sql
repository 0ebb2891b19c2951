-- Keeps the pools of a ticket type in order: beside its own and that of the plan's limit, which
-- stay, only shared ones of the same event. Raises pool_not_found, own_pool_stays,
-- plan_limit_stays.
create or replace function events.tg_ticket_type_pools__guard()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if tg_op = 'DELETE' then
    if old.pool_id = old.ticket_type_id then
      perform core.fail('own_pool_stays', jsonb_build_object('ticket_type_id', old.ticket_type_id));
    elsif exists (
      select from events.capacity_pools as p
      where p.org_id = old.org_id and p.id = old.pool_id and p.id = p.event_id
    ) then
      perform core.fail('plan_limit_stays', jsonb_build_object('pool_id', old.pool_id));
    end if;
    return null;
  end if;
  if not exists (
    select from events.capacity_pools as p
    join events.ticket_types as t on t.org_id = p.org_id and t.event_id = p.event_id
    where p.org_id = new.org_id and p.id = new.pool_id and p.is_shared
      and t.id = new.ticket_type_id and (t.deleted_at is null or p.id = p.event_id)
  ) then
    perform core.fail('pool_not_found', jsonb_build_object(
      'pool_id', new.pool_id, 'ticket_type_id', new.ticket_type_id));
  end if;
  return null;
end
$$;
revoke all on function events.tg_ticket_type_pools__guard() from public;
