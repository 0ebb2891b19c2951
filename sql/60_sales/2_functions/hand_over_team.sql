-- Makes a member of a locked team its captain: its ticket is theirs from now on, and they get a new
-- code by mail, since the one before may be with somebody who left.
create or replace function sales.hand_over_team(p_team sales.teams, p_registration_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update sales.teams as t
  set captain_id = p_registration_id
  where t.org_id = p_team.org_id and t.id = p_team.id;
  update sales.ticket_instances as i
  set registration_id = p_registration_id
  where i.org_id = p_team.org_id
    and i.registration_id = p_team.captain_id
    and i.status in ('valid', 'used');
  perform sales.mail_join_codes(p_team.org_id, array[p_team.id], 'captain');
end
$$;
revoke all on function sales.hand_over_team(sales.teams, uuid) from public;
