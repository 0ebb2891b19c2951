-- What a person sees of a registration that is theirs or that they ordered. `p_user_id` is the
-- login that looks, null for the holder of the order's token: of a participant with another login,
-- or one who joined a team or got their ticket by a transfer, they see the name only, and change
-- nothing.
create or replace function sales.registration_json(
  p_registration sales.registrations,
  p_event events.events,
  p_user_id uuid
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_person sales.participants;
  v_is_open boolean;
begin
  select p.* into v_person
  from sales.participants as p
  where p.org_id = p_registration.org_id and p.id = p_registration.participant_id
    and p.deleted_at is null;
  v_is_open := case
    when v_person.user_id is not null then v_person.user_id is not distinct from p_user_id
    else sales.is_of_buyer(p_registration) or sales.is_taken_by(p_registration, p_user_id) end;
  return (
    select jsonb_build_object(
      'org_id', p_registration.org_id,
      'id', p_registration.id,
      'event', jsonb_build_object(
        'event_id', p_event.id, 'title', p_event.title, 'slug', p_event.slug,
        'status', p_event.status, 'location_name', p_event.location_name,
        'time_zone', p_event.time_zone, 'starts_at', p_event.starts_at, 'ends_at', p_event.ends_at),
      'ticket_type', jsonb_build_object('ticket_type_id', i.ticket_type_id, 'name', i.name),
      'order_id', case when o.user_id = p_user_id then o.id end,
      'order_number', case when o.user_id = p_user_id then o.order_number end,
      'position', p_registration.position,
      'status', p_registration.status,
      'cancel_reason', p_registration.cancel_reason,
      'participant', case when v_person.id is not null then jsonb_build_object(
        'participant_id', v_person.id, 'first_name', v_person.first_name,
        'last_name', v_person.last_name, 'email', case when v_is_open then v_person.email end,
        'is_me', v_person.user_id is not null and v_is_open) end,
      'wave', case when w.id is not null then jsonb_build_object(
        'wave_id', w.id, 'name', w.name, 'starts_at', w.starts_at) end,
      'team', case when g.id is not null then jsonb_build_object(
        'team_id', g.id, 'name', g.name, 'status', g.status,
        'is_captain', coalesce(g.captain_id = p_registration.id, false)) end,
      'bib_number', b.number,
      'licence_number', case when v_is_open then p_registration.licence_number end,
      'age_on_race_day', case when v_is_open then p_registration.age_on_race_day end,
      'answers', case when v_is_open then sales.answers_json(p_registration) end,
      'is_editable', v_is_open and sales.is_editable(p_registration, p_event),
      'edits_close_at', sales.edits_close_at(p_event)
    )
    from sales.orders as o
    join sales.order_items as i on i.org_id = o.org_id and i.id = p_registration.order_item_id
    left join events.waves as w
      on w.org_id = o.org_id and w.id = p_registration.wave_id and w.deleted_at is null
    left join sales.teams as g on g.org_id = o.org_id and g.id = p_registration.team_id
    left join sales.bibs as b on b.org_id = o.org_id and b.registration_id = p_registration.id
    where o.org_id = p_registration.org_id and o.id = p_registration.order_id
  );
end
$$;
revoke all on function sales.registration_json(
  sales.registrations, events.events, uuid) from public;
