-- Asks the participants of an event to accept a statement. A new version when text or age differ
-- from the newest one; the same again is that one, in force again if it was withdrawn. For staff
-- with events.manage. Locks: event. Returns {event_id, version}. Raises missing_field,
-- invalid_field, not_found, not_allowed.
create or replace function events.publish_waiver(
  p_event_id uuid,
  p_text_nl text,
  p_text_en text,
  p_guardian_below_age integer
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := events.lock_event(p_event_id);
  v_text_nl text := core.optional_prose('text_nl', p_text_nl, 50000);
  v_text_en text := core.optional_prose('text_en', p_text_en, 50000);
  v_age integer := coalesce(p_guardian_below_age, 18);
  v_newest events.waivers;
begin
  if coalesce(v_text_nl, v_text_en) is null then
    perform core.fail('missing_field', jsonb_build_object('field', 'text_nl'));
  elsif v_age not between 0 and 21 then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'guardian_below_age', 'reason', 'it must be from 0 to 21'));
  end if;
  select w.* into v_newest
  from events.waivers as w
  where w.org_id = v_event.org_id and w.event_id = v_event.id
  order by w.version desc
  limit 1;
  if (v_newest.text_nl, v_newest.text_en, v_newest.guardian_below_age)
    is distinct from (v_text_nl, v_text_en, v_age)
  then
    insert into events.waivers (org_id, event_id, version, text_nl, text_en, guardian_below_age)
    values (
      v_event.org_id, v_event.id, coalesce(v_newest.version, 0) + 1, v_text_nl, v_text_en, v_age)
    returning * into v_newest;
  elsif v_newest.withdrawn_at is not null then
    update events.waivers as w
    set withdrawn_at = null
    where w.org_id = v_event.org_id and w.event_id = v_event.id and w.version = v_newest.version;
  end if;
  return jsonb_build_object('event_id', v_event.id, 'version', v_newest.version);
end
$$;
revoke all on function events.publish_waiver(uuid, text, text, integer) from public;
grant execute on function events.publish_waiver(uuid, text, text, integer) to authenticated;
