-- Puts a locked draft on sale: refuses with everything on its checklist that is not done, or
-- because its org is suspended. Returns {event_id, status}. Locks: capacity pools, last.
create or replace function events.put_on_sale(p_event events.events)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_answer jsonb;
begin
  perform tenancy.guard_not_suspended(p_event.org_id);
  perform events.guard_publishing(p_event);
  v_answer := events.move_event(p_event, 'published');
  perform events.apply_plan_limit(p_event.org_id, p_event.id);
  return v_answer;
end
$$;
revoke all on function events.put_on_sale(events.events) from public;
