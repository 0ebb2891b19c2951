-- The draft itself, with its settings: the first step of duplicating an event. The slug is made
-- anew.
create or replace function events.copy_event(
  p_copy events.copy,
  p_starts_at timestamptz,
  p_title text
)
  returns events.events
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events;
  v_columns text;
begin
  select n.* into strict v_event
  from events.events as e
  cross join lateral jsonb_populate_record(
    null::events.events,
    events.copied(p_copy, to_jsonb(e), events.moments('events.events')) || jsonb_build_object(
      'title', coalesce(p_title, e.title), 'slug', null, 'starts_at', p_starts_at,
      'status', 'draft', 'published_at', null, 'closed_at', null, 'cancelled_at', null)
  ) as n
  where e.org_id = p_copy.org_id and e.id = p_copy.event_id;
  insert into events.events select v_event.* returning * into v_event;

  -- The settings were made with the event; they become those of the old one.
  select string_agg(quote_ident(a.attname), ', ') into v_columns
  from pg_catalog.pg_attribute as a
  where a.attrelid = 'events.event_settings'::regclass and a.attnum > 0 and not a.attisdropped;
  execute format(
    'update events.event_settings as n set (%1$s) = ('
    '  select %1$s from jsonb_populate_record(null::events.event_settings, $1)) '
    'where n.org_id = $2 and n.event_id = $3', v_columns)
  using (
      select events.copied(p_copy, to_jsonb(s), events.moments('events.event_settings'))
        -- Which edition comes after the copy is not known yet.
        || '{"next_event_id": null}'
      from events.event_settings as s
      where s.org_id = p_copy.org_id and s.event_id = p_copy.event_id
    ), p_copy.org_id, p_copy.new_event_id;
  return v_event;
end
$$;
revoke all on function events.copy_event(events.copy, timestamptz, text) from public;
