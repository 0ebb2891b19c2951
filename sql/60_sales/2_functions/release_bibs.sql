-- Gives start numbers free that were kept apart; those of the list that were not stay as they are.
-- For staff with events.manage. Locks: the event's ranges. Raises missing_field, invalid_field,
-- not_found, not_allowed, sign_in_required.
create or replace function sales.release_bibs(p_event_id uuid, p_numbers integer[])
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := sales.authorise_event(p_event_id, 'events.manage');
  v_numbers integer[] := sales.read_bib_numbers('numbers', p_numbers);
  v_released integer;
begin
  perform sales.lock_bib_ranges(v_event.org_id, v_event.id);
  update sales.bibs as b
  set status = 'returned', returned_at = core.clock(), note = null
  where b.org_id = v_event.org_id and b.event_id = v_event.id and b.status = 'reserved'
    and b.number = any (v_numbers);
  get diagnostics v_released = row_count;
  return jsonb_build_object('event_id', v_event.id, 'released', v_released);
end
$$;
revoke all on function sales.release_bibs(uuid, integer[]) from public;
grant execute on function sales.release_bibs(uuid, integer[]) to anon, authenticated;
