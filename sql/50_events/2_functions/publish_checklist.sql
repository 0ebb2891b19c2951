-- What it takes to publish an event: {event_id, status, ready, items: [{item, done, message, …}]},
-- as checklist_of() says. For staff with events.manage. Raises missing_field, sign_in_required,
-- not_found, not_allowed.
create or replace function events.publish_checklist(p_event_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := events.find_event(p_event_id, 'events.manage');
  v_items jsonb := events.checklist_of(v_event);
begin
  return jsonb_build_object(
    'event_id', v_event.id, 'status', v_event.status,
    'ready', not jsonb_path_exists(v_items, '$[*] ? (@.done == false)'),
    'items', v_items);
end
$$;
revoke all on function events.publish_checklist(uuid) from public;
grant execute on function events.publish_checklist(uuid) to authenticated;
