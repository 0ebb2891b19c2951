-- Saves results of an event, for staff with registrations.manage: all of the lines, or none when
-- one of them is wrong. What is there already stays as it is, what differs replaces it; so a list
-- may be sent as often as one likes, whole or in parts. Returns {event_id, lines, created, changed,
-- unchanged, removed}. Locks: the event's list. Raises what sales.authorise_event() raises,
-- missing_field, invalid_field, results_invalid with what is wrong with which line.
create or replace function integrations.save_results(
  p_event_id uuid,
  p_results jsonb,
  p_csv text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := sales.authorise_event(p_event_id, 'registrations.manage');
  v_given jsonb := integrations.given_results(p_results, p_csv);
  v_lines integrations.result_line[];
  v_sent integer;
  v_there integer;
  v_written integer;
  v_removed integer;
begin
  insert into integrations.result_lists (org_id, event_id)
  values (v_event.org_id, v_event.id) on conflict do nothing;
  perform 1 from integrations.result_lists as l
  where l.org_id = v_event.org_id and l.event_id = v_event.id for no key update;
  v_lines := array(select l from integrations.read_results(v_event, v_given) as l);
  perform integrations.guard_results(v_lines);
  delete from integrations.results as r
  using unnest(v_lines) as l
  where r.org_id = v_event.org_id and r.registration_id = l.registration_id and l.is_removed;
  get diagnostics v_removed = row_count;
  select count(*), count(r.registration_id) into v_sent, v_there
  from unnest(v_lines) as l
  left join integrations.results as r
    on r.org_id = v_event.org_id and r.registration_id = l.registration_id
  where not l.is_removed;
  insert into integrations.results as r (
    org_id, registration_id, event_id, outcome, gun_time, net_time, splits
  )
  select v_event.org_id, l.registration_id, v_event.id, l.outcome, l.gun_time, l.net_time, l.splits
  from unnest(v_lines) as l
  where not l.is_removed
  on conflict on constraint results_pkey do update
  set outcome = excluded.outcome, gun_time = excluded.gun_time, net_time = excluded.net_time,
    splits = excluded.splits
  where (r.outcome, r.gun_time, r.net_time, r.splits)
    is distinct from (excluded.outcome, excluded.gun_time, excluded.net_time, excluded.splits);
  get diagnostics v_written = row_count;
  return jsonb_build_object(
    'event_id', v_event.id, 'lines', cardinality(v_lines),
    'created', v_sent - v_there, 'changed', v_written - (v_sent - v_there),
    'unchanged', v_sent - v_written, 'removed', v_removed);
end
$$;
revoke all on function integrations.save_results(uuid, jsonb, text) from public;
grant execute on function integrations.save_results(uuid, jsonb, text) to authenticated;
