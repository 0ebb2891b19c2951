-- Puts back what open_waitlist() took of pools and was not handed out; `p_rooms` says how much that
-- is, {pool_id: number}. What was kept for those who wait was handed out first; the rest of it goes
-- to the public when everybody was served who could be (`p_is_done`), otherwise it stays kept.
create or replace function sales.settle_waitlist(
  p_org_id uuid,
  p_pools jsonb,
  p_rooms jsonb,
  p_is_done boolean
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_pool record;
  v_rest bigint;
begin
  for v_pool in
    select p.key::uuid as id, (p.value ->> 'left')::bigint as left_over,
      (p.value ->> 'kept')::bigint as kept, (p_rooms ->> p.key)::bigint as room
    from jsonb_each(p_pools) as p
    order by id
  loop
    v_rest := case when p_is_done then 0
      else greatest(v_pool.room - v_pool.left_over, 0) end;
    if v_pool.room - v_rest <> v_pool.left_over then
      perform events.spread_capacity(p_org_id, v_pool.id, v_pool.room - v_rest);
    end if;
    if not p_is_done and v_pool.kept is not null then
      perform sales.reserve_places(p_org_id, v_pool.id, v_rest::integer);
    end if;
  end loop;
end
$$;
revoke all on function sales.settle_waitlist(uuid, jsonb, jsonb, boolean) from public;
