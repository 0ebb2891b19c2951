-- Makes the teams of an order's team tickets, one per ticket, of what was entered for them. They
-- have nobody in them until their registrations exist, and no code that anybody knows until the
-- order is paid: sales.set_captains() follows. Raises teams_are_closed with the line when it is too
-- late to find members.
create or replace function sales.insert_teams(p_order sales.orders, p_entries sales.entry[])
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_closes_at timestamptz := sales.teams_close_at(p_order.org_id, p_order.event_id);
begin
  perform core.fail('teams_are_closed', jsonb_build_object(
    'line', e.line, 'ticket_type', t.name, 'closed_at', v_closes_at))
  from unnest(p_entries) as e
  join events.ticket_types as t on t.org_id = p_order.org_id and t.id = e.ticket_type_id
  where v_closes_at <= core.clock() and t.team_min > 1
  order by e.line;
  insert into sales.teams (
    org_id, event_id, ticket_type_id, order_id, order_item_id, position, name, join_code_hash,
    size_min, size_max, closes_at
  )
  select
    p_order.org_id, p_order.event_id, e.ticket_type_id, p_order.id, i.id, e.position, e.team_name,
    extensions.gen_random_bytes(32), t.team_min, t.team_max, v_closes_at
  from unnest(p_entries) as e
  join sales.order_items as i
    on i.org_id = p_order.org_id and i.order_id = p_order.id and i.line = e.line
  join events.ticket_types as t on t.org_id = i.org_id and t.id = i.ticket_type_id
  where t.team_max is not null;
end
$$;
revoke all on function sales.insert_teams(sales.orders, sales.entry[]) from public;
