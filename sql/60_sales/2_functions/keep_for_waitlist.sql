-- Takes places that have just been added to a pool out of it again, up to `p_most` and to what is
-- waited for, and keeps them for the waitlist. Locks the lanes of the pool, then its reserve.
create or replace function sales.keep_for_waitlist(
  p_org_id uuid,
  p_pool_id uuid,
  p_most bigint default 1000000000
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_wanted bigint;
  v_left bigint;
  v_kept bigint;
begin
  select sum(e.quantity) into v_wanted
  from (
    select m.org_id, m.ticket_type_id, null::uuid as wave_id
    from events.ticket_type_pools as m
    where m.org_id = p_org_id and m.pool_id = p_pool_id
    union all
    select w.org_id, w.ticket_type_id, w.wave_id
    from events.wave_ticket_types as w
    where w.org_id = p_org_id and w.wave_id = p_pool_id
  ) as u
  join sales.waitlist_entries as e
    on e.org_id = u.org_id and e.ticket_type_id = u.ticket_type_id and e.status = 'waiting'
    and (e.wave_id is null or u.wave_id is null or e.wave_id = u.wave_id);
  if v_wanted is null then
    return;
  end if;
  v_left := events.lock_lanes(p_org_id, p_pool_id);
  v_kept := least(v_left, p_most, v_wanted);
  if v_kept > 0 then
    perform events.spread_capacity(p_org_id, p_pool_id, v_left - v_kept);
  end if;
  perform sales.reserve_places(p_org_id, p_pool_id, v_kept::integer);
end
$$;
revoke all on function sales.keep_for_waitlist(uuid, uuid, bigint) from public;
