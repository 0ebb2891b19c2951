-- Locks all pools that those who wait for an event may need, and whose places are kept for them,
-- and takes the reserves: {pool_id: {"left", "kept"}}. sales.settle_waitlist() puts back what was
-- not handed out. Locks: the lanes of each pool and its reserve, pools in ascending id.
create or replace function sales.open_waitlist(p_event events.events)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_pool_id uuid;
  v_left bigint;
  v_kept integer;
  v_pools jsonb := '{}';
begin
  for v_pool_id in
    with waiting as (
      select t.id
      from events.ticket_types as t
      where t.org_id = p_event.org_id and t.event_id = p_event.id
        and exists (
          select from sales.waitlist_entries as e
          where e.org_id = t.org_id and e.ticket_type_id = t.id and e.status = 'waiting'
        )
    )
    select m.pool_id as id
    from events.ticket_type_pools as m
    where m.org_id = p_event.org_id and m.ticket_type_id in (select w.id from waiting as w)
    union
    select x.wave_id
    from events.wave_ticket_types as x
    where x.org_id = p_event.org_id and x.ticket_type_id in (select w.id from waiting as w)
    union
    select r.pool_id
    from sales.waitlist_reserves as r
    where r.org_id = p_event.org_id and r.event_id = p_event.id
    order by id
  loop
    v_left := events.lock_lanes(p_event.org_id, v_pool_id);
    delete from sales.waitlist_reserves as r
    where r.org_id = p_event.org_id and r.pool_id = v_pool_id
    returning r.quantity into v_kept;
    v_pools := v_pools || jsonb_build_object(
      v_pool_id, jsonb_build_object('left', v_left, 'kept', v_kept));
  end loop;
  return v_pools;
end
$$;
revoke all on function sales.open_waitlist(events.events) from public;
