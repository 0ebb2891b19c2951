-- Opens a cursor on who starts, as timing companies read it: start number, name, F, M or X, year of
-- birth, wave, team, chip; by wave and start number.
create or replace function sales.export_start_list(p_export sales.export, p_cursor refcursor)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  open p_cursor for
    select
      b.number as bib,
      p.first_name || ' ' || p.last_name as name,
      case p.gender when 'female' then 'F' when 'male' then 'M' when 'other' then 'X' end as gender,
      case when p_export.has_sensitive then extract(year from d.birth_date)::integer end
        as birth_year,
      w.name as wave, g.name as team, r.chip_number as chip, y.name as distance, p.club,
      to_char(w.starts_at at time zone e.time_zone, 'YYYY-MM-DD HH24:MI:SS') as wave_starts_at
    from sales.registrations as r
    join events.events as e on e.org_id = r.org_id and e.id = r.event_id
    join events.ticket_types as y on y.org_id = r.org_id and y.id = r.ticket_type_id
    left join sales.participants as p
      on p.org_id = r.org_id and p.id = r.participant_id and p.deleted_at is null
    left join sales.participant_details as d on d.org_id = p.org_id and d.participant_id = p.id
    left join events.waves as w on w.org_id = r.org_id and w.id = r.wave_id
    left join sales.teams as g on g.org_id = r.org_id and g.id = r.team_id
    left join sales.bibs as b on b.org_id = r.org_id and b.registration_id = r.id
    where r.org_id = p_export.org_id and r.event_id = p_export.event_id and r.status = 'paid'
      and (p_export.ticket_type_id is null or r.ticket_type_id = p_export.ticket_type_id)
      and (p_export.wave_id is null or r.wave_id = p_export.wave_id)
    order by w.starts_at nulls last, b.number nulls last, r.id;
end
$$;
revoke all on function sales.export_start_list(sales.export, refcursor) from public;
