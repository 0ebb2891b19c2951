-- Says when an integration is to be attended to next: when its first job is due and it does not
-- rest, or never while there is nothing to deliver. Locks: its turn.
create or replace function integrations.end_turn(p_integration_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_found integrations.integrations;
  v_turn integrations.turns;
  v_next timestamptz;
begin
  select t.* into v_turn
  from integrations.turns as t
  join integrations.integrations as i on i.org_id = t.org_id and i.id = t.integration_id
  where i.id = p_integration_id
  for no key update of t;
  -- Only now: whoever made jobs or changed the integration meanwhile is seen.
  select i.* into v_found
  from integrations.integrations as i
  join tenancy.orgs as o on o.id = i.org_id and o.deleted_at is null
  where i.id = p_integration_id and i.deleted_at is null;
  if found then
    select min(case when j.change_id is null then j.next_try_at
      else greatest(j.next_try_at, v_turn.rests_until) end) into v_next
    from integrations.first_jobs(v_found) as j;
  end if;
  update integrations.turns as t
  set due_at = coalesce(v_next, 'infinity')
  where t.org_id = v_turn.org_id and t.integration_id = v_turn.integration_id;
end
$$;
revoke all on function integrations.end_turn(uuid) from public;
grant execute on function integrations.end_turn(uuid) to service_role;
