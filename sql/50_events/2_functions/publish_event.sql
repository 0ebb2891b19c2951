-- Puts a draft on sale. For staff with events.manage. Raises event_incomplete with everything that
-- is missing, org_suspended, invalid_transition. An event that is on sale already stays as it is.
-- Returns {event_id, status}.
create or replace function events.publish_event(p_event_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := events.lock_event(p_event_id);
  v_missing text[];
begin
  perform tenancy.guard_not_suspended(v_event.org_id);
  if v_event.status = 'draft' then
    v_missing := events.missing_for_publication(v_event);
    if cardinality(v_missing) > 0 then
      perform core.fail('event_incomplete', jsonb_build_object(
        'missing', array_to_string(v_missing, ', '), 'problems', to_jsonb(v_missing)));
    end if;
  end if;
  return events.move_event(v_event, 'published');
end
$$;
revoke all on function events.publish_event(uuid) from public;
grant execute on function events.publish_event(uuid) to authenticated;
