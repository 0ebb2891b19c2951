-- Opens a cursor on the people of an export: those of the org, or those who take part in the event,
-- each once, by name.
create or replace function sales.export_participants(p_export sales.export, p_cursor refcursor)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  open p_cursor for
    select
      p.first_name, p.last_name, p.email, p.phone, p.gender, p.nationality, p.city, p.club,
      p.language,
      case when p_export.has_sensitive then d.birth_date end as birth_date,
      case when p_export.has_sensitive then d.emergency_name end as emergency_name,
      case when p_export.has_sensitive then d.emergency_phone end as emergency_phone,
      case when p_export.has_sensitive then d.medical_note end as medical_note
    from sales.participants as p
    left join sales.participant_details as d on d.org_id = p.org_id and d.participant_id = p.id
    where p.org_id = p_export.org_id and p.deleted_at is null
      and (
        p_export.event_id is null
        or p.id in (
          select r.participant_id
          from sales.registrations as r
          where r.org_id = p_export.org_id and r.event_id = p_export.event_id
            and r.status in ('pending', 'paid') and r.participant_id is not null
        )
      )
    order by p.last_name, p.first_name, p.id;
end
$$;
revoke all on function sales.export_participants(sales.export, refcursor) from public;
