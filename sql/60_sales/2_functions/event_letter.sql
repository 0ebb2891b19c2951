-- What a mail to an organiser says of one of their events, and to whom: to the address of the org,
-- else to the one who has owned it longest.
create or replace function sales.event_letter(p_org_id uuid, p_event_id uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'event_id', e.id,
      'email', coalesce(g.email, (
        select u.email
        from tenancy.org_members as m
        join auth.users as u on u.id = m.user_id
        where m.org_id = g.id and m.role = 'owner'
        order by m.created_at, m.user_id
        limit 1
      )),
      'language', g.language,
      'event', e.title,
      'starts_at', e.starts_at,
      'time_zone', e.time_zone,
      'org_name', g.name
    )
    from events.events as e
    join tenancy.orgs as g on g.id = e.org_id
    where e.org_id = p_org_id and e.id = p_event_id
  );
end
$$;
revoke all on function sales.event_letter(uuid, uuid) from public;
