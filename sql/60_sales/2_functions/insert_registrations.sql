-- Writes who takes part with an order whose lines are there: participants, teams, registrations,
-- answers, acceptances of the waiver. Registrations of an order that needs no payment are paid at
-- once; of a team ticket it is the captain's, the first in the team.
create or replace function sales.insert_registrations(
  p_order sales.orders,
  p_entries sales.entry[]
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_entries sales.entry[];
  v_ids uuid[];
  v_has_teams boolean := exists (select from unnest(p_entries) as e where e.team_name is not null);
begin
  if cardinality(p_entries) = 0 then
    return;
  end if;
  v_entries := sales.insert_participants(p_order, p_entries);
  if v_has_teams then
    perform sales.insert_teams(p_order, v_entries);
  end if;
  v_ids := array(select core.new_id() from generate_series(1, cardinality(v_entries)));
  insert into sales.registrations (
    org_id, id, event_id, ticket_type_id, order_id, order_item_id, position, participant_id,
    team_id, wave_id, status, licence_number, age_on_race_day
  )
  select
    p_order.org_id, e.id, p_order.event_id, e.ticket_type_id, p_order.id, i.id,
    case when t.id is null then e.position else 1 end, e.participant_id, t.id, e.wave_id,
    case p_order.status when 'paid' then 'paid' else 'pending' end::sales.registration_status,
    e.licence_number, e.age
  from unnest(v_ids, v_entries) as e (id)
  join sales.order_items as i
    on i.org_id = p_order.org_id and i.order_id = p_order.id and i.line = e.line
  left join sales.teams as t
    on t.org_id = i.org_id and t.order_item_id = i.id and t.position = e.position;
  perform sales.insert_answers(p_order.org_id, p_order.event_id, v_ids, v_entries);
  if v_has_teams then
    perform sales.set_captains(p_order);
  end if;
end
$$;
revoke all on function sales.insert_registrations(sales.orders, sales.entry[]) from public;
