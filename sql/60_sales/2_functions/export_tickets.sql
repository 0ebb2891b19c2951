-- Opens a cursor on the tickets of an export, the oldest first. Without codes, which are for their
-- holders; names are there for those with registrations.read.
create or replace function sales.export_tickets(p_export sales.export, p_cursor refcursor)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  open p_cursor for
    select
      o.order_number, e.title as event, y.name as ticket_type, t.status, t.void_reason,
      o.email, o.purchaser_name,
      case when p_export.has_names then p.first_name end as first_name,
      case when p_export.has_names then p.last_name end as last_name,
      case when p_export.has_names then b.number end as bib,
      to_char(t.used_at at time zone e.time_zone, 'YYYY-MM-DD HH24:MI:SS') as used_at,
      to_char(t.created_at at time zone e.time_zone, 'YYYY-MM-DD HH24:MI:SS') as created_at,
      t.id as ticket_instance_id
    from sales.ticket_instances as t
    join sales.orders as o on o.org_id = t.org_id and o.id = t.order_id
    join events.events as e on e.org_id = t.org_id and e.id = t.event_id
    join events.ticket_types as y on y.org_id = t.org_id and y.id = t.ticket_type_id
    left join sales.registrations as r on r.org_id = t.org_id and r.id = t.registration_id
    left join sales.participants as p
      on p.org_id = r.org_id and p.id = r.participant_id and p.deleted_at is null
    left join sales.bibs as b on b.org_id = r.org_id and b.registration_id = r.id
    where t.org_id = p_export.org_id
      and (p_export.event_id is null or t.event_id = p_export.event_id)
      and (p_export.statuses is null or t.status::text = any (p_export.statuses))
      and (p_export.ticket_type_id is null or t.ticket_type_id = p_export.ticket_type_id)
      and (
        p_export.settlement_id is null
        or t.order_id = any ((
          select payments.settled_payables(p_export.org_id, p_export.settlement_id)
        )::uuid[])
      )
    order by t.created_at, t.id;
end
$$;
revoke all on function sales.export_tickets(sales.export, refcursor) from public;
