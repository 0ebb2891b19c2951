-- Copies an event with all that was set up for it, as a draft at another moment. For staff with
-- events.manage. Every moment moves by the same distance on the clocks there. What was sold,
-- entered or deleted is not copied. `p_is_next_edition` makes the copy the next edition of the
-- event, to which its tickets can be deferred. Not idempotent: called twice it makes two drafts,
-- each with a slug of its own. Returns {event_id, status, title, slug, starts_at, ends_at}. Raises
-- missing_field, invalid_field, not_found, not_allowed. Locks: the event.
create or replace function events.duplicate_event(
  p_event_id uuid,
  p_starts_at timestamptz,
  p_title text,
  p_is_next_edition boolean default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := events.lock_event(p_event_id);
  v_zone text := v_event.time_zone;
  v_copy events.copy;
  v_function text;
begin
  if p_starts_at is null then
    perform core.fail('missing_field', jsonb_build_object('field', 'starts_at'));
  elsif abs(extract(epoch from p_starts_at - core.clock())) > 50 * 366 * 86400 then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'starts_at', 'reason', 'it is more than 50 years away'));
  end if;
  v_copy.org_id := v_event.org_id;
  v_copy.event_id := v_event.id;
  v_copy.new_event_id := core.new_id();
  v_copy.time_zone := v_zone;
  -- An event without a date has no distance; what it says of moments stays as it is.
  v_copy.distance := coalesce(
    (p_starts_at at time zone v_zone) - (v_event.starts_at at time zone v_zone), interval '0');
  v_copy.ids := jsonb_build_object(v_event.id, v_copy.new_event_id);
  v_event := events.copy_event(v_copy, p_starts_at, core.optional_text('title', p_title, 200));
  v_copy := events.copy_setup(v_copy);
  for v_function in select d.function from events.duplicators as d order by d.name loop
    execute format('select %s($1)', v_function) using v_copy;
  end loop;
  if p_is_next_edition then
    update events.event_settings as s
    set next_event_id = v_event.id
    where s.org_id = v_event.org_id and s.event_id = p_event_id;
  end if;
  perform core.audit(v_event.org_id, 'event', v_event.id::text, 'event.duplicated', null,
    jsonb_build_object('from_event_id', p_event_id));
  return jsonb_build_object(
    'event_id', v_event.id, 'status', v_event.status, 'title', v_event.title, 'slug', v_event.slug,
    'starts_at', v_event.starts_at, 'ends_at', v_event.ends_at);
end
$$;
revoke all on function events.duplicate_event(uuid, timestamptz, text, boolean) from public;
grant execute on function events.duplicate_event(uuid, timestamptz, text, boolean) to authenticated;
