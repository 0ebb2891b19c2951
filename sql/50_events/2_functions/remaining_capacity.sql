-- What is left of a pool, as committed.
create or replace function events.remaining_capacity(p_org_id uuid, p_pool_id uuid)
  returns bigint
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select sum(l.remaining)
    from events.capacity_lanes as l
    where l.org_id = p_org_id and l.pool_id = p_pool_id
  );
end
$$;
revoke all on function events.remaining_capacity(uuid, uuid) from public;
