-- Whether whoever takes part may be asked for something with the tickets of a cart: when it is not
-- so, nobody need say who that is. Every sale asks, so it is a glance for most events and one
-- query, by keys, for the others; what is there but not in use counts too, and what exactly is
-- asked is for sales.entry_rules() to say.
create or replace function sales.asks_entries(p_event events.events, p_items jsonb)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if 'entry_rules' <> all (p_event.features) then
    return false;
  end if;
  return exists (
    select
    from events.event_settings as s
    where s.org_id = p_event.org_id and s.event_id = p_event.id
      and (
        s.required_profile_fields <> '{}'
        or exists (
          select from events.waivers as w
          where w.org_id = p_event.org_id and w.event_id = p_event.id
        )
        or exists (
          select from events.questions as q
          where q.org_id = p_event.org_id and q.event_id = p_event.id
        )
        or exists (
          select
          from events.ticket_types as t
          where t.org_id = p_event.org_id
            and t.id = any (array(
              select (i.item ->> 'ticket_type_id')::uuid
              from jsonb_array_elements(p_items) as i (item)
            ))
            and (
              t.min_age is not null
              or t.max_age is not null
              or t.requires_licence
              or t.team_max is not null
              or exists (
                select from events.wave_ticket_types as w
                where w.org_id = t.org_id and w.ticket_type_id = t.id
              )
            )
        )
      )
  );
end
$$;
revoke all on function sales.asks_entries(events.events, jsonb) from public;
