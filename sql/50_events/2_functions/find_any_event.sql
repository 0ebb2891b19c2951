-- An event of any org, whoever its members are. Raises missing_field, not_found. Only for functions
-- that have called tenancy.require_platform_admin().
create or replace function events.find_any_event(p_event_id uuid)
  returns events.events
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_event events.events;
begin
  select e.* into v_event
  from events.events as e
  join tenancy.orgs as o on o.id = e.org_id and o.deleted_at is null
  where e.id = core.require_id('event_id', p_event_id) and e.deleted_at is null;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'event', 'id', p_event_id));
  end if;
  return v_event;
end
$$;
revoke all on function events.find_any_event(uuid) from public;
