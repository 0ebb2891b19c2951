-- What somebody with a join code sees before they join: the team, what it is for, how many places
-- it has left, and what they will have to fill in. `is_open` is whether it can be joined now; who
-- is in it is for its members. Raises missing_field, rate_limited, join_code_not_valid.
create or replace function sales.team_by_code(p_join_code text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_team sales.teams;
begin
  perform core.act_as('guest');
  v_team := sales.find_team(p_join_code);
  return (sales.team_json(v_team) - 'captain_id') || jsonb_build_object(
    'is_open', sales.why_team_is_closed(v_team) is null,
    'event', (
      select jsonb_build_object(
        'event_id', e.id, 'title', e.title, 'slug', e.slug, 'sport', e.sport, 'status', e.status,
        'location_name', e.location_name, 'time_zone', e.time_zone, 'starts_at', e.starts_at,
        'ends_at', e.ends_at)
      from events.events as e
      where e.org_id = v_team.org_id and e.id = v_team.event_id
    ),
    'ticket_type', (
      select jsonb_build_object('ticket_type_id', i.ticket_type_id, 'name', i.name)
      from sales.order_items as i
      where i.org_id = v_team.org_id and i.id = v_team.order_item_id
    ),
    'asked', sales.asked_of_members(v_team)
  );
end
$$;
revoke all on function sales.team_by_code(text) from public;
grant execute on function sales.team_by_code(text) to anon, authenticated;
