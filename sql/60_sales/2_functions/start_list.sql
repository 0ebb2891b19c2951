-- Who starts, for staff with registrations.read: everybody whose registration is paid, in the order
-- of waves and start numbers. The year of birth is there for those with
-- participants.read_sensitive, and the audit log keeps that they read it. Raises missing_field, and
-- what tenancy.authorise() raises.
create or replace function sales.start_list(
  p_event_id uuid,
  p_ticket_type_id uuid,
  p_wave_id uuid
)
  returns table (
    registration_id uuid,
    bib_number integer,
    chip_number text,
    first_name text,
    last_name text,
    gender text,
    birth_year integer,
    wave text,
    wave_starts_at timestamptz,
    team text,
    club text,
    ticket_type text
  )
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := sales.authorise_event(p_event_id, 'registrations.read');
  v_sees_birth boolean := tenancy.may(v_event.org_id, 'participants.read_sensitive');
begin
  if v_sees_birth then
    perform core.audit(
      v_event.org_id, 'event', v_event.id::text, 'event.birth_years_read', null,
      jsonb_strip_nulls(jsonb_build_object(
        'ticket_type_id', p_ticket_type_id, 'wave_id', p_wave_id)));
  end if;
  return query
    select r.id, b.number, r.chip_number, p.first_name, p.last_name, p.gender,
      case when v_sees_birth then extract(year from d.birth_date)::integer end,
      w.name, w.starts_at, g.name, p.club, y.name
    from sales.registrations as r
    join events.ticket_types as y on y.org_id = r.org_id and y.id = r.ticket_type_id
    left join sales.participants as p
      on p.org_id = r.org_id and p.id = r.participant_id and p.deleted_at is null
    left join sales.participant_details as d on d.org_id = p.org_id and d.participant_id = p.id
    left join events.waves as w on w.org_id = r.org_id and w.id = r.wave_id
    left join sales.teams as g on g.org_id = r.org_id and g.id = r.team_id
    left join sales.bibs as b on b.org_id = r.org_id and b.registration_id = r.id
    where r.org_id = v_event.org_id and r.event_id = v_event.id and r.status = 'paid'
      and (p_ticket_type_id is null or r.ticket_type_id = p_ticket_type_id)
      and (p_wave_id is null or r.wave_id = p_wave_id)
    order by w.starts_at nulls last, b.number nulls last, p.last_name, p.first_name, r.id;
end
$$;
revoke all on function sales.start_list(uuid, uuid, uuid) from public;
grant execute on function sales.start_list(uuid, uuid, uuid) to authenticated;
