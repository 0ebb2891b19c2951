-- Who is in a team, for those who are: names and start numbers, in the order of its places.
create or replace function sales.people_of_team(p_team sales.teams)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'registration_id', r.id, 'position', r.position,
      'name', p.first_name || ' ' || p.last_name,
      'is_captain', r.id = p_team.captain_id, 'number', b.number) order by r.position), '[]')
    from sales.registrations as r
    left join sales.participants as p
      on p.org_id = r.org_id and p.id = r.participant_id and p.deleted_at is null
    left join sales.bibs as b on b.org_id = r.org_id and b.registration_id = r.id
    where r.org_id = p_team.org_id and r.team_id = p_team.id and r.status in ('pending', 'paid')
  );
end
$$;
revoke all on function sales.people_of_team(sales.teams) from public;
