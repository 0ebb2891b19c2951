-- The results of an event with the ranks of those who finished, by net time where there is one: in
-- the whole event, among those of the same ticket type, of that and the same gender, of the same
-- wave. Equal times share a rank. is_hidden: they took back that others see them in results, by
-- the consent `public_results`.
create or replace function integrations.ranked_results(p_org_id uuid, p_event_id uuid)
  returns table (
    registration_id uuid,
    participant_id uuid,
    ticket_type_id uuid,
    wave_id uuid,
    gender text,
    is_hidden boolean,
    public_result jsonb
  )
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select
    s.registration_id, g.participant_id, g.ticket_type_id, g.wave_id, p.gender,
    exists (
      select from (
        select c.is_given from tenancy.consents as c
        where c.org_id = p_org_id and c.purpose = 'public_results'
          and c.email_hash = tenancy.email_hash(p_org_id, p.email)
        order by c.said_at desc, c.id desc
        limit 1
      ) as last_word
      where not last_word.is_given
    ),
    jsonb_build_object(
      'registration_id', s.registration_id, 'bib_number', b.number,
      'name', p.first_name || ' ' || p.last_name, 'gender', p.gender, 'club', p.club,
      'team', m.name, 'ticket_type_id', g.ticket_type_id, 'ticket_type', y.name,
      'wave_id', g.wave_id, 'wave', w.name, 'status', s.outcome, 'gun_time', s.gun_time,
      'net_time', s.net_time, 'splits', s.splits,
      'ranks', case when s.outcome = 'finished' then jsonb_strip_nulls(jsonb_build_object(
        'event', rank() over (partition by s.outcome order by s.time),
        'ticket_type', rank() over (
          partition by s.outcome, g.ticket_type_id order by s.time),
        'gender', case when p.gender is not null then rank() over (
          partition by s.outcome, g.ticket_type_id, p.gender order by s.time) end,
        'wave', case when g.wave_id is not null then rank() over (
          partition by s.outcome, g.wave_id order by s.time) end)) end)
  from (
    select r.*, coalesce(r.net_time, r.gun_time) as time
    from integrations.results as r
    where r.org_id = p_org_id and r.event_id = p_event_id
  ) as s
  join sales.registrations as g on g.org_id = s.org_id and g.id = s.registration_id
  join events.ticket_types as y on y.org_id = g.org_id and y.id = g.ticket_type_id
  left join sales.participants as p
    on p.org_id = g.org_id and p.id = g.participant_id and p.deleted_at is null
  left join sales.teams as m on m.org_id = g.org_id and m.id = g.team_id
  left join events.waves as w on w.org_id = g.org_id and w.id = g.wave_id
  left join sales.bibs as b on b.org_id = s.org_id and b.registration_id = s.registration_id
  order by s.outcome, s.time, b.number, s.registration_id
$$;
revoke all on function integrations.ranked_results(uuid, uuid) from public;
