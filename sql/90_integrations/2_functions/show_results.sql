-- Lets everybody see the results of an event, or only staff again, for staff with events.manage. A
-- repeat changes nothing. Returns {event_id, status, published_at}. Locks: the event's list.
-- Raises what sales.authorise_event() raises, no_results.
create or replace function integrations.show_results(
  p_event_id uuid,
  p_status integrations.result_list_status
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := sales.authorise_event(p_event_id, 'events.manage');
  v_list integrations.result_lists;
begin
  select l.* into v_list from integrations.result_lists as l
  where l.org_id = v_event.org_id and l.event_id = v_event.id for no key update;
  if not exists (
    select from integrations.results as r
    where r.org_id = v_event.org_id and r.event_id = v_event.id
  ) then
    perform core.fail('no_results', jsonb_build_object('event_id', p_event_id));
  end if;
  if v_list.status <> p_status then
    update integrations.result_lists as l
    set status = p_status, published_at = case p_status when 'published' then core.clock() end
    where l.org_id = v_event.org_id and l.event_id = v_event.id
    returning * into v_list;
  end if;
  return jsonb_build_object(
    'event_id', v_event.id, 'status', v_list.status, 'published_at', v_list.published_at);
end
$$;
revoke all on function integrations.show_results(uuid, integrations.result_list_status)
  from public;
grant execute on function integrations.show_results(uuid, integrations.result_list_status)
  to authenticated;
