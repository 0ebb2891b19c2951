-- The event that an integration is for, null for all of the org. Raises not_found for one that the
-- org does not have.
create or replace function integrations.read_event(p_org_id uuid, p_event_id uuid)
  returns uuid
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if p_event_id is not null and not exists (
    select from events.events as e
    where e.org_id = p_org_id and e.id = p_event_id and e.deleted_at is null
  ) then
    perform core.fail('not_found', jsonb_build_object('what', 'event', 'id', p_event_id));
  end if;
  return p_event_id;
end
$$;
revoke all on function integrations.read_event(uuid, uuid) from public;
