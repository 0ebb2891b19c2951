-- The tickets of the signed-in user, latest event first: those that they ordered, those with which
-- they take part, and those that were handed on to them. Raises sign_in_required.
create or replace function sales.my_tickets()
  returns setof jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_user_id uuid := auth.uid();
begin
  if v_user_id is null then
    perform core.fail('sign_in_required');
  end if;
  return query
    with mine as (
      select t.org_id, t.id
      from sales.orders as o
      join sales.ticket_instances as t on t.org_id = o.org_id and t.order_id = o.id
      where o.user_id = v_user_id and t.transfer_id is null
      union
      select t.org_id, t.id
      from sales.participants as p
      join sales.registrations as r on r.org_id = p.org_id and r.participant_id = p.id
      join sales.ticket_instances as t
        on t.org_id = r.org_id and t.registration_id = r.id
        and t.transfer_id is not distinct from r.transfer_id
      where p.user_id = v_user_id and p.deleted_at is null
      union
      select t.org_id, t.to_ticket
      from sales.ticket_transfers as t
      where t.to_user = v_user_id and t.status = 'accepted'
    )
    select sales.ticket_json(t, null)
    from mine as m
    join sales.ticket_instances as t on t.org_id = m.org_id and t.id = m.id
    join events.events as e
      on e.org_id = t.org_id and e.id = t.event_id and e.deleted_at is null
    order by e.starts_at desc, t.created_at desc, t.id;
end
$$;
revoke all on function sales.my_tickets() from public;
grant execute on function sales.my_tickets() to anon, authenticated;
