-- Moves a locked event along its machine; a repeat changes nothing.
create or replace function events.move_event(p_event events.events, p_status events.event_status)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
begin
  if p_event.status <> p_status then
    update events.events as e
    set status = p_status,
      published_at = case p_status when 'published' then v_now else e.published_at end,
      closed_at = case p_status when 'closed' then v_now end,
      cancelled_at = case p_status when 'cancelled' then v_now end
    where e.org_id = p_event.org_id and e.id = p_event.id;
  end if;
  return jsonb_build_object('event_id', p_event.id, 'status', p_status);
end
$$;
revoke all on function events.move_event(events.events, events.event_status) from public;
