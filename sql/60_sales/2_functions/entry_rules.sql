-- What each line of a cart asks of whoever takes part, in the order of the lines; null for lines
-- that are no tickets of this event. Race day is the day on which the event starts there.
create or replace function sales.entry_rules(p_event events.events, p_items jsonb)
  returns sales.entry_rule[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select array_agg(
      case when t.id is not null then row(
        t.id, t.name, (p_event.starts_at at time zone p_event.time_zone)::date,
        s.required_profile_fields, t.min_age, t.max_age, t.requires_licence, t.licence_pattern,
        t.team_max is not null, w.wave_ids, v.version, v.guardian_below_age
      )::sales.entry_rule end
      order by i.line
    )
    from jsonb_array_elements(p_items) with ordinality as i (item, line)
    left join events.ticket_types as t
      on t.org_id = p_event.org_id and t.id = (i.item ->> 'ticket_type_id')::uuid
      and t.event_id = p_event.id
    left join events.event_settings as s
      on s.org_id = p_event.org_id and s.event_id = p_event.id
    left join lateral (
      select array_agg(w.id) as wave_ids
      from events.wave_ticket_types as wt
      join events.waves as w on w.org_id = wt.org_id and w.id = wt.wave_id
      where wt.org_id = t.org_id and wt.ticket_type_id = t.id
        and w.is_active and w.deleted_at is null
    ) as w on true
    left join events.current_waiver(p_event.org_id, p_event.id) as v on true
  );
end
$$;
revoke all on function sales.entry_rules(events.events, jsonb) from public;
