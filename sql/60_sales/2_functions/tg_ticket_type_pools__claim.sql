-- Lets what is sold and held of ticket types count when they are put onto shared pools, and no more
-- when they are taken off. What an order has of a ticket type is its claim on the ticket type's own
-- pool. Raises capacity_below_sold when a shared pool cannot hold it all, try_again while an order
-- or an offer concerned is just being released. Open offers of waitlists count as claims do; what
-- ticket types can have once they are taken off is kept for those who wait.
--
-- Locks as buyers do: the lanes of all pools concerned, in ascending order, so that purchases under
-- way end first; then claims and offers, without waiting, since whoever gives them back waits for
-- lanes afterwards. A purchase that read the pools of a ticket type before this and comes after it
-- is refused by sales.guard_pools().
create or replace function sales.tg_ticket_type_pools__claim()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_pool record;
  v_left bigint;
begin
  for v_pool in
    select c.org_id, c.ticket_type_id as id from changed as c where c.pool_id <> c.ticket_type_id
    union
    select c.org_id, c.pool_id from changed as c where c.pool_id <> c.ticket_type_id
    order by id
  loop
    perform events.lock_lanes(v_pool.org_id, v_pool.id);
    begin
      perform from sales.capacity_claims as c
      where c.org_id = v_pool.org_id and c.pool_id = v_pool.id
      for update nowait;
      perform from sales.waitlist_offers as f
      where f.org_id = v_pool.org_id and f.ticket_type_id = v_pool.id and f.status = 'offered'
      for no key update nowait;
    exception when lock_not_available then
      perform core.fail('try_again');
    end;
  end loop;

  for v_pool in
    select c.org_id, c.pool_id as id, p.capacity, array_agg(c.ticket_type_id) as ticket_type_ids
    from changed as c
    join events.capacity_pools as p on p.org_id = c.org_id and p.id = c.pool_id
    where c.pool_id <> c.ticket_type_id
    group by c.org_id, c.pool_id, p.capacity
  loop
    v_left := events.remaining_capacity(v_pool.org_id, v_pool.id)
      - sales.shift_claims(v_pool.org_id, v_pool.id, v_pool.ticket_type_ids, tg_op = 'INSERT')
      - sales.count_offered(v_pool.org_id, v_pool.ticket_type_ids)
        * case tg_op when 'INSERT' then 1 else -1 end;
    if v_left < 0 then
      perform core.fail('capacity_below_sold', jsonb_build_object(
        'pool_id', v_pool.id, 'capacity', v_pool.capacity, 'taken', v_pool.capacity - v_left));
    end if;
    perform events.spread_capacity(v_pool.org_id, v_pool.id, v_left);
  end loop;
  if tg_op = 'DELETE' then
    perform sales.keep_for_waitlist(w.org_id, w.id)
    from (
      select c.org_id, c.ticket_type_id as id from changed as c where c.pool_id <> c.ticket_type_id
      union
      select c.org_id, c.pool_id from changed as c where c.pool_id <> c.ticket_type_id
      order by id
    ) as w;
  end if;
  return null;
end
$$;
revoke all on function sales.tg_ticket_type_pools__claim() from public;
