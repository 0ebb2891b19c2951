-- Writes the registration of somebody who joins a locked team, at its next free place, and returns
-- its id. Raises already_in_team.
create or replace function sales.insert_member(
  p_team sales.teams,
  p_order sales.orders,
  p_entry sales.entry
)
  returns uuid
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_id uuid := core.new_id();
  v_entries sales.entry[];
begin
  -- Whoever joins is the one who says who they are, not the buyer of the team.
  p_order.user_id := auth.uid();
  p_order.purchaser_name := concat_ws(
    ' ', p_entry.participant ->> 'first_name', p_entry.participant ->> 'last_name');
  v_entries := sales.insert_participants(p_order, array[p_entry]);
  if exists (
    select 1 from sales.registrations as r
    where r.org_id = p_team.org_id and r.team_id = p_team.id and r.status in ('pending', 'paid')
      and r.participant_id = v_entries[1].participant_id
  ) then
    perform core.fail('already_in_team', jsonb_build_object('team', p_team.name));
  end if;
  insert into sales.registrations (
    org_id, id, event_id, ticket_type_id, order_id, order_item_id, position, participant_id,
    team_id, wave_id, status, licence_number, age_on_race_day
  )
  select
    p_team.org_id, v_id, p_team.event_id, p_team.ticket_type_id, p_team.order_id,
    p_team.order_item_id, min(n.position), v_entries[1].participant_id, p_team.id,
    p_entry.wave_id, 'paid', p_entry.licence_number, p_entry.age
  from generate_series(1, p_team.size_max) as n (position)
  where not exists (
    select 1 from sales.registrations as r
    where r.org_id = p_team.org_id and r.team_id = p_team.id and r.status in ('pending', 'paid')
      and r.position = n.position
  );
  perform sales.insert_answers(p_team.org_id, p_team.event_id, array[v_id], v_entries);
  perform core.audit(
    p_team.org_id, 'registration', v_id::text, 'registration.joined_team', null,
    jsonb_build_object('team_id', p_team.id, 'participant_id', v_entries[1].participant_id));
  return v_id;
end
$$;
revoke all on function sales.insert_member(sales.teams, sales.orders, sales.entry) from public;
