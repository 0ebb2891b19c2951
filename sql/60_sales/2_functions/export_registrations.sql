-- Opens a cursor on the registrations of an export, the oldest first, with the answers to the
-- questions of exported_questions() as a list.
create or replace function sales.export_registrations(p_export sales.export, p_cursor refcursor)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_questions uuid[] := array(
    select q.question_id from sales.exported_questions(p_export) as q order by q.place);
begin
  open p_cursor for
    select
      o.order_number, r.status, y.name as ticket_type, p.first_name, p.last_name,
      coalesce(p.email, o.email) as email, p.phone, p.gender, p.nationality, p.city, p.club,
      r.licence_number, r.age_on_race_day, w.name as wave,
      to_char(w.starts_at at time zone e.time_zone, 'YYYY-MM-DD HH24:MI:SS') as wave_starts_at,
      g.name as team, b.number as bib, r.chip_number as chip,
      case when p_export.has_sensitive then d.birth_date end as birth_date,
      case when p_export.has_sensitive then d.emergency_name end as emergency_name,
      case when p_export.has_sensitive then d.emergency_phone end as emergency_phone,
      case when p_export.has_sensitive then d.medical_note end as medical_note,
      to_char(r.created_at at time zone e.time_zone, 'YYYY-MM-DD HH24:MI:SS') as created_at,
      (
        select json_agg(
          case jsonb_typeof(a.value)
            when 'array' then (
              select string_agg(v.chosen, ', ') from jsonb_array_elements_text(a.value) as v (chosen)
            )
            else a.value #>> '{}'
          end order by q.place)
        from unnest(v_questions) with ordinality as q (id, place)
        left join sales.registration_answers as a
          on a.org_id = r.org_id and a.registration_id = r.id and a.question_id = q.id
      ) as answers
    from sales.registrations as r
    join sales.orders as o on o.org_id = r.org_id and o.id = r.order_id
    join events.events as e on e.org_id = r.org_id and e.id = r.event_id
    join events.ticket_types as y on y.org_id = r.org_id and y.id = r.ticket_type_id
    left join sales.participants as p
      on p.org_id = r.org_id and p.id = r.participant_id and p.deleted_at is null
    left join sales.participant_details as d on d.org_id = p.org_id and d.participant_id = p.id
    left join events.waves as w on w.org_id = r.org_id and w.id = r.wave_id
    left join sales.teams as g on g.org_id = r.org_id and g.id = r.team_id
    left join sales.bibs as b on b.org_id = r.org_id and b.registration_id = r.id
    where r.org_id = p_export.org_id and r.event_id = p_export.event_id
      and (p_export.statuses is null or r.status::text = any (p_export.statuses))
      and (p_export.ticket_type_id is null or r.ticket_type_id = p_export.ticket_type_id)
      and (p_export.wave_id is null or r.wave_id = p_export.wave_id)
    order by r.created_at, r.order_item_id, r.position, r.id;
end
$$;
revoke all on function sales.export_registrations(sales.export, refcursor) from public;
