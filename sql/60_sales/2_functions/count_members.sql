-- How many people a team has.
create or replace function sales.count_members(p_team sales.teams)
  returns integer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select count(*)
    from sales.registrations as r
    where r.org_id = p_team.org_id and r.team_id = p_team.id and r.status in ('pending', 'paid')
  );
end
$$;
revoke all on function sales.count_members(sales.teams) from public;
