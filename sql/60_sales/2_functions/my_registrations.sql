-- The registrations of the signed-in user, latest event first: where they take part themselves, all
-- that they ordered, and all that was handed on to them; of a participant with another login the
-- name only. Raises sign_in_required.
create or replace function sales.my_registrations()
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
      select r.org_id, r.id
      from sales.participants as p
      join sales.registrations as r on r.org_id = p.org_id and r.participant_id = p.id
      where p.user_id = v_user_id and p.deleted_at is null
      union
      select r.org_id, r.id
      from sales.orders as o
      join sales.registrations as r on r.org_id = o.org_id and r.order_id = o.id
      where o.user_id = v_user_id
      union
      select r.org_id, r.id
      from sales.ticket_transfers as t
      join sales.registrations as r
        on r.org_id = t.org_id and r.id = t.registration_id and r.transfer_id = t.id
      where t.to_user = v_user_id
    )
    select sales.registration_json(r, e, v_user_id)
    from mine as m
    join sales.registrations as r on r.org_id = m.org_id and r.id = m.id
    join events.events as e
      on e.org_id = r.org_id and e.id = r.event_id and e.deleted_at is null
    order by e.starts_at desc, r.created_at desc, r.order_item_id, r.position, r.id;
end
$$;
revoke all on function sales.my_registrations() from public;
grant execute on function sales.my_registrations() to authenticated;
