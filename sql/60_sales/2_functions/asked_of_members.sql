-- What somebody fills in to join a team: sales.asked_of_participants() of its ticket type.
create or replace function sales.asked_of_members(p_team sales.teams)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return sales.asked_of_participants(p_team.org_id, p_team.ticket_type_id);
end
$$;
revoke all on function sales.asked_of_members(sales.teams) from public;
