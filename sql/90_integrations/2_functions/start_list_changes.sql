-- The start list of an event as it changes, for staff with registrations.read: without a cursor all
-- who stand on it, a page at a time; after that who was added, changed or withdrawn since. As with
-- get_changes nothing is skipped; who changed while the list was read comes again. The year of
-- birth is there for those with participants.read_sensitive, and the audit log keeps that it was
-- read. Returns {event_id, entries, cursor, has_more}. Raises what sales.authorise_event() and
-- integrations.read_cursor() raise, invalid_field.
create or replace function integrations.start_list_changes(
  p_event_id uuid,
  p_cursor text,
  p_limit integer
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := sales.authorise_event(p_event_id, 'registrations.read');
  v_sees_birth boolean := tenancy.may(v_event.org_id, 'participants.read_sensitive');
  v_limit integer := coalesce(p_limit, 500);
  v_settled_id bigint := core.settled_audit_id();
  v_cursor integrations.feed_cursor := integrations.read_cursor(
    v_event.org_id, v_event.id, p_cursor);
  v_until bigint;
  v_told record;
  v_entries jsonb;
begin
  perform core.require_range('limit', v_limit, 1, 5000);
  if p_cursor is null then
    v_cursor := integrations.go_on_at(v_event.org_id, v_cursor, v_settled_id);
    v_cursor.after_id := '00000000-0000-0000-0000-000000000000';
  end if;
  if v_cursor.after_id is not null then
    select
      coalesce(jsonb_agg(e.entry || '{"change": "added"}'), '[]'),
      case when count(*) = v_limit then (array_agg(e.registration_id))[v_limit] end
    into v_entries, v_cursor.after_id
    from integrations.start_list_entries(
      v_event, null, v_cursor.after_id, v_limit, v_sees_birth) as e;
  else
    v_until := integrations.slice_end(v_event.org_id, v_cursor.change_id, v_settled_id);
    v_told := integrations.touched_registrations(
      v_event, v_cursor.change_id, v_until, v_limit);
    select coalesce(jsonb_agg(case
        when e.entry is null then
          jsonb_build_object('registration_id', r.id, 'change', 'withdrawn')
        else e.entry || jsonb_build_object('change', case
          when r.id = any (v_told.added) then 'added' else 'changed' end)
      end order by r.id), '[]')
    into v_entries
    from sales.registrations as r
    left join integrations.start_list_entries(
      v_event, v_told.touched, null, null, v_sees_birth) as e on e.registration_id = r.id
    where r.org_id = v_event.org_id and r.event_id = v_event.id and r.id = any (v_told.touched)
      and r.status not in ('pending', 'waitlisted');
    v_cursor := integrations.go_on_at(
      v_event.org_id, v_cursor, coalesce(v_told.last_id, v_until));
  end if;
  if v_sees_birth and v_entries <> '[]' then
    perform core.audit(
      v_event.org_id, 'event', v_event.id::text, 'event.birth_years_read', null,
      jsonb_build_object('entries', jsonb_array_length(v_entries)));
  end if;
  return jsonb_build_object(
    'event_id', v_event.id, 'entries', v_entries, 'cursor', integrations.write_cursor(v_cursor),
    'has_more', v_cursor.after_id is not null or exists (
      select from core.audit_log as a
      where a.org_id = v_event.org_id and a.audit_id > v_cursor.change_id
        and a.audit_id <= v_settled_id));
end
$$;
revoke all on function integrations.start_list_changes(uuid, text, integer) from public;
grant execute on function integrations.start_list_changes(uuid, text, integer) to authenticated;
