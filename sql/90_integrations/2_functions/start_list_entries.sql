-- Who stands on the start list of an event, as timing reads it: some of them, or all after one, in
-- the order of their ids. The year of birth for those who may see it.
create or replace function integrations.start_list_entries(
  p_event events.events,
  p_ids uuid[],
  p_after uuid,
  p_limit integer,
  p_sees_birth boolean
)
  returns table (registration_id uuid, entry jsonb)
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select r.id, jsonb_build_object(
    'registration_id', r.id, 'bib_number', b.number, 'chip_number', r.chip_number,
    'first_name', p.first_name, 'last_name', p.last_name, 'gender', p.gender,
    'birth_year', case when p_sees_birth then extract(year from d.birth_date)::integer end,
    'nationality', p.nationality, 'club', p.club, 'team', g.name,
    'wave_id', r.wave_id, 'wave', w.name, 'wave_starts_at', w.starts_at,
    'ticket_type_id', r.ticket_type_id, 'ticket_type', y.name)
  from sales.registrations as r
  join events.ticket_types as y on y.org_id = r.org_id and y.id = r.ticket_type_id
  left join sales.participants as p
    on p.org_id = r.org_id and p.id = r.participant_id and p.deleted_at is null
  left join sales.participant_details as d on d.org_id = p.org_id and d.participant_id = p.id
  left join events.waves as w on w.org_id = r.org_id and w.id = r.wave_id
  left join sales.teams as g on g.org_id = r.org_id and g.id = r.team_id
  left join sales.bibs as b on b.org_id = r.org_id and b.registration_id = r.id
  where r.org_id = p_event.org_id and r.event_id = p_event.id and r.status = 'paid'
    and (p_ids is null or r.id = any (p_ids))
    and (p_after is null or r.id > p_after)
  order by r.id
  limit p_limit
$$;
revoke all on function integrations.start_list_entries(
  events.events, uuid[], uuid, integer, boolean
) from public;
