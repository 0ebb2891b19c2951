-- Keeps start numbers apart: nobody gets one of them but by sales.set_bib(). All of them or none;
-- reserving one again changes its note. For staff with events.manage. Locks: the event's ranges.
-- Raises missing_field, invalid_field, not_found, not_allowed, sign_in_required, bib_taken with the
-- numbers that are worn.
create or replace function sales.reserve_bibs(p_event_id uuid, p_numbers integer[], p_note text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := sales.authorise_event(p_event_id, 'events.manage');
  v_numbers integer[] := sales.read_bib_numbers('numbers', p_numbers);
  v_note text := core.optional_text('note', p_note, 200);
  v_taken integer[];
begin
  perform sales.lock_bib_ranges(v_event.org_id, v_event.id);
  insert into sales.bibs as b (org_id, event_id, number, status, note)
  select v_event.org_id, v_event.id, n.number, 'reserved', v_note
  from unnest(v_numbers) as n (number)
  on conflict (org_id, event_id, number) do update
  set status = 'reserved', note = excluded.note, returned_at = null
  where b.status <> 'assigned';
  select array_agg(b.number order by b.number) into v_taken
  from sales.bibs as b
  where b.org_id = v_event.org_id and b.event_id = v_event.id and b.status = 'assigned'
    and b.number = any (v_numbers);
  if v_taken is not null then
    perform core.fail('bib_taken', jsonb_build_object('number', v_taken[1], 'numbers', v_taken));
  end if;
  return jsonb_build_object('event_id', v_event.id, 'reserved', cardinality(v_numbers));
end
$$;
revoke all on function sales.reserve_bibs(uuid, integer[], text) from public;
grant execute on function sales.reserve_bibs(uuid, integer[], text) to anon, authenticated;
