-- The teams that the signed-in user takes part in, soonest event first, with who else is in them.
-- Raises sign_in_required.
create or replace function sales.my_teams()
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if auth.uid() is null then
    perform core.fail('sign_in_required');
  end if;
  return (
    select coalesce(jsonb_agg(
      sales.team_json(t) || jsonb_build_object(
        'registration_id', r.id,
        'is_captain', t.captain_id = r.id,
        'ticket_type', i.name,
        'event', jsonb_build_object(
          'event_id', e.id, 'title', e.title, 'status', e.status, 'time_zone', e.time_zone,
          'starts_at', e.starts_at),
        'people', sales.people_of_team(t)
      ) order by e.starts_at, t.id), '[]')
    from sales.participants as p
    join sales.registrations as r
      on r.org_id = p.org_id and r.participant_id = p.id and r.status in ('pending', 'paid')
    join sales.teams as t on t.org_id = r.org_id and t.id = r.team_id
    join events.events as e on e.org_id = t.org_id and e.id = t.event_id and e.deleted_at is null
    join sales.order_items as i on i.org_id = t.org_id and i.id = t.order_item_id
    where p.user_id = auth.uid() and p.deleted_at is null
  );
end
$$;
revoke all on function sales.my_teams() from public;
grant execute on function sales.my_teams() to authenticated;
