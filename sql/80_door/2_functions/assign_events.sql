-- Makes these the events that a terminal scans for, all of its org. Null and none are the same.
-- Raises invalid_field for too many, not_found for one that the org does not have.
create or replace function door.assign_events(p_terminal door.terminals, p_event_ids uuid[])
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_missing uuid[];
begin
  if cardinality(p_event_ids) > 200 then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'event_ids', 'reason', 'it has more than 200 events'));
  end if;
  select array_agg(i.id) into v_missing
  from unnest(p_event_ids) as i (id)
  where not exists (
    select 1 from events.events as e
    where e.org_id = p_terminal.org_id and e.id = i.id and e.deleted_at is null
  );
  if v_missing is not null then
    perform core.fail('not_found', jsonb_build_object('what', 'event', 'id', v_missing[1]));
  end if;
  delete from door.terminal_events as a
  where a.org_id = p_terminal.org_id and a.terminal_id = p_terminal.id
    and a.event_id <> all (coalesce(p_event_ids, '{}'));
  insert into door.terminal_events (org_id, terminal_id, event_id)
  select distinct p_terminal.org_id, p_terminal.id, i.id
  from unnest(p_event_ids) as i (id)
  on conflict do nothing;
end
$$;
revoke all on function door.assign_events(door.terminals, uuid[]) from public;
