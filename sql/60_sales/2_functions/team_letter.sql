-- What a mail to the captain of a team says of it, and to whom and in which language: to the buyer
-- where the captain left no address.
create or replace function sales.team_letter(p_org_id uuid, p_team_id uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'team_id', t.id,
      'email', coalesce(p.email, o.email),
      'language', coalesce(p.language, o.language),
      'name', coalesce(p.first_name, o.purchaser_name),
      'team_name', t.name,
      'ticket_type', i.name,
      'members', (
        select count(*)
        from sales.registrations as m
        where m.org_id = t.org_id and m.team_id = t.id and m.status in ('pending', 'paid')
      ),
      'size_min', t.size_min,
      'size_max', t.size_max,
      'closes_at', nullif(t.closes_at, 'infinity'),
      'event', e.title,
      'starts_at', e.starts_at,
      'time_zone', e.time_zone,
      'org_name', g.name,
      'org_email', g.email
    )
    from sales.teams as t
    join sales.orders as o on o.org_id = t.org_id and o.id = t.order_id
    join events.events as e on e.org_id = t.org_id and e.id = t.event_id
    join sales.order_items as i on i.org_id = t.org_id and i.id = t.order_item_id
    join tenancy.orgs as g on g.id = t.org_id
    left join sales.registrations as r on r.org_id = t.org_id and r.id = t.captain_id
    left join sales.participants as p
      on p.org_id = r.org_id and p.id = r.participant_id and p.deleted_at is null
    where t.org_id = p_org_id and t.id = p_team_id
  );
end
$$;
revoke all on function sales.team_letter(uuid, uuid) from public;
